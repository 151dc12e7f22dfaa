/**
 * The edge of an HTTP function. serverless.yml routes every method of a path to one function; here the function finds
 * the operation, checks the key, reads the body, and turns what its handler answers into API Gateway's shape.
 */
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type OperationId, operations } from "../contract/operations.ts";
import { type HttpResponse, problem, unavailableProblem } from "./response.ts";
import { header } from "./headers.ts";
import { errorHandler, requestIdHeader, securityHeaders } from "./middleware.ts";
import { authorize, type HttpRequest, type PublicRequest, readQuery, requestIdOf } from "./request.ts";
import { readBody } from "./request-body.ts";

export type Handler = (request: HttpRequest) => Promise<HttpResponse>;
export type PublicHandler = (request: PublicRequest) => Promise<HttpResponse>;

/** Handlers by the operation that they perform. */
type Handlers<Id extends OperationId> = {
  readonly [K in Id]: (typeof operations)[K]["scope"] extends null ? PublicHandler : Handler;
};

const toResult = (answer: HttpResponse): APIGatewayProxyResult => {
  const binary = typeof answer.body !== "string";
  return {
    statusCode: answer.status,
    headers: { "Content-Type": answer.contentType, ...answer.headers },
    body: typeof answer.body === "string" ? answer.body : Buffer.from(answer.body).toString("base64"),
    isBase64Encoded: binary,
  };
};

const allowed = (ids: readonly OperationId[]): string => {
  const methods = new Set<string>(ids.map((id) => operations[id].method));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods, "OPTIONS"].join(", ");
};

const route = async (event: APIGatewayProxyEvent, handlers: Handlers<OperationId>): Promise<HttpResponse> => {
  const ids = (Object.keys(handlers) as OperationId[]).filter((id) => operations[id].path === event.resource);
  if (ids.length === 0) return problem(404, "There is nothing here. GET /docs tells what there is.");
  const method = event.httpMethod === "HEAD" ? "GET" : event.httpMethod;
  if (method === "OPTIONS")
    return { status: 204, contentType: "text/plain", body: "", headers: { Allow: allowed(ids) } };
  const id = ids.find((candidate) => operations[candidate].method === method);
  if (id === undefined)
    return problem(405, `Allowed here: ${allowed(ids)}.`, { headers: { Allow: allowed(ids) } });
  return perform(event, id, handlers);
};

const perform = async (
  event: APIGatewayProxyEvent,
  id: OperationId,
  handlers: Handlers<OperationId>,
): Promise<HttpResponse> => {
  const { scope, body: kind } = operations[id];
  const principal = scope === null ? undefined : await authorize(event, scope);
  if (principal !== undefined && !principal.ok) return principal.error;
  const query = readQuery(event);
  if (!query.ok) return query.error;
  const body = readBody({ ...event, contentType: header(event.headers, "content-type") }, kind);
  if (!body.ok) return body.error;
  const params = Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? ""]);
  const request: PublicRequest = {
    requestId: requestIdOf(event),
    params: Object.fromEntries(params),
    query: query.value,
    header: (name) => header(event.headers, name),
    body: body.value,
  };
  if (principal === undefined) return (handlers[id] as PublicHandler)(request);
  return (handlers[id] as Handler)({ ...request, principal: principal.value });
};

/** How long before Lambda would cut the function off it answers by itself. */
const EARLY_MS = 300;

/** Makes the Lambda handler of the given operations. */
export const httpFunction = <Id extends OperationId>(handlers: Handlers<Id>) =>
  middy<APIGatewayProxyEvent, APIGatewayProxyResult>(
    async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      const result = toResult(await route(event, handlers as Handlers<OperationId>));
      return event.httpMethod === "HEAD" ? { ...result, body: "", isBase64Encoded: false } : result;
    },
    {
      timeoutEarlyInMillis: EARLY_MS,
      timeoutEarlyResponse: () => toResult(unavailableProblem("This took too long; try again in a moment.")),
    },
  )
    .use(requestIdHeader())
    .use(securityHeaders())
    .use(errorHandler(toResult));
