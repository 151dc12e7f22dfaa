/** Calls HTTP functions as API Gateway does: with a REST proxy event, and a context. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { type Scope, SCOPES } from "../../lib/domain/scope.ts";

export type HttpHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

export type TestRequest = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: object | string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose key it is; null for a caller that no authorizer let in. */
  readonly client?: string | null;
  /** By default all of one client: every scope but `clients:all`. */
  readonly scopes?: readonly Scope[];
  /** Further fields of the authorizer's context. */
  readonly authorizer?: Readonly<Record<string, string>>;
};

export type TestResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape of a response by its expectations
  readonly json: any;
};

const ALL_OF_ONE_CLIENT = SCOPES.filter((scope) => scope !== "clients:all");

const authorizerOf = ({ client = "test-shop", scopes = ALL_OF_ONE_CLIENT, authorizer }: TestRequest) =>
  client === null
    ? { ...authorizer }
    : { clientId: client, keyId: "key-1", scopes: scopes.join(","), ...authorizer };

const fill = (resource: string, params: Readonly<Record<string, string>>): string =>
  resource.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));

// The gateway hands every body over in base64, because the API takes every media type for a binary one.
const bodyOf = (body: TestRequest["body"]): Pick<APIGatewayProxyEvent, "body" | "isBase64Encoded"> => {
  if (body === undefined) return { body: null, isBase64Encoded: false };
  const bytes =
    body instanceof Uint8Array
      ? Buffer.from(body)
      : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { body: bytes.toString("base64"), isBase64Encoded: true };
};

/** The event of a call such as `POST /orders`. */
export const apiEvent = (route: string, call: TestRequest = {}): APIGatewayProxyEvent => {
  const [httpMethod = "GET", resource = "/"] = route.split(" ");
  const { params = {}, query = {}, headers = {} } = call;
  const type = call.body === undefined ? {} : { "Content-Type": "application/json" };
  return {
    httpMethod,
    resource,
    path: fill(resource, params),
    pathParameters: { ...params },
    queryStringParameters: { ...query },
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, [value]]),
    ),
    headers: { ...type, ...headers },
    multiValueHeaders: {},
    stageVariables: null,
    ...bodyOf(call.body),
    requestContext: {
      authorizer: authorizerOf(call),
      requestId: "gateway-1",
    } as unknown as APIGatewayProxyEvent["requestContext"],
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const CONTEXT = { getRemainingTimeInMillis: () => 30_000 } as Context;

/** Invokes a function and reads its response. */
export const invoke = async (handler: HttpHandler, event: APIGatewayProxyEvent): Promise<TestResponse> => {
  const result = await handler(event, CONTEXT);
  const text = result.isBase64Encoded ? Buffer.from(result.body, "base64").toString("latin1") : result.body;
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return { status: result.statusCode, headers: Object.fromEntries(headers), text, json: parse(text) };
};

/** `ask(handler)("GET /orders/{orderId}", { params: { orderId: "1" } })` */
export const apiClient =
  (handler: HttpHandler) =>
  (route: string, call: TestRequest = {}): Promise<TestResponse> =>
    invoke(handler, apiEvent(route, call));

/** Sends a request again as long as the response is 503, as a shop does. */
export const untilAvailable = async (send: () => Promise<TestResponse>): Promise<TestResponse> => {
  const response = await send();
  return response.status === 503 ? untilAvailable(send) : response;
};
