/** The gateway's integration: finds the route of a request, asks its authorizer and invokes its function. */
import type { InvocationResult } from "../batch-outcome.ts";
import type { InvokeFunction } from "../local-functions.ts";
import type { ServerlessService } from "../serverless-types.ts";
import type { GatewayResponse } from "./gateway-responses.ts";
import type { Integration, IntegrationRequest } from "./gateway-server.ts";
import { toHeaderObject } from "./headers.ts";
import { type AuthorizationResult, cachingAuthorizer } from "./lambda-authorizer.ts";
import { proxyEvent, splitUrl } from "./proxy-event.ts";
import { type Match, matchRoute, routesOf } from "./routes.ts";

/** A response that is not from a function; the gateway makes a problem of it. */
const withoutFunction = (status: number): GatewayResponse => ({ status, headers: [], body: Buffer.alloc(0) });

type ProxyResult = {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

const isProxyResult = (payload: unknown): payload is ProxyResult =>
  typeof payload === "object" &&
  payload !== null &&
  Number.isInteger((payload as Partial<ProxyResult>).statusCode);

/** API Gateway responds 502 when the function failed or its result has not the form of a proxy response. */
const toResponse = (result: InvocationResult, method: string): GatewayResponse => {
  if (result.kind === "error" || !isProxyResult(result.payload)) return withoutFunction(502);
  const { statusCode, headers = {}, body = "", isBase64Encoded = false } = result.payload;
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  const hasNoBody = method === "HEAD" || statusCode === 204 || statusCode === 304;
  const sent = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  return {
    status: statusCode,
    headers: hasNoBody ? sent : [...sent, "Content-Length", String(bytes.length)],
    body: bytes,
  };
};

const authorizerEvent = (
  { method, rawHeaders, remoteAddress }: IntegrationRequest,
  { route, params }: Match,
  path: string,
  methodArn: string,
) => ({
  type: "REQUEST",
  methodArn,
  resource: route.resource,
  path,
  httpMethod: method,
  headers: toHeaderObject(rawHeaders),
  pathParameters: { ...params },
  queryStringParameters: null,
  requestContext: {
    resourcePath: route.resource,
    path,
    httpMethod: method,
    identity: { sourceIp: remoteAddress },
  },
});

const authorizationOf = (rawHeaders: readonly string[]): string | undefined => {
  const index = rawHeaders.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === "authorization");
  return index < 0 ? undefined : rawHeaders[index + 1];
};

/** @param service with its http events */
export const functionIntegration = (service: ServerlessService, invoke: InvokeFunction): Integration => {
  const routes = routesOf(service);
  const stage = String(service.provider.environment?.STAGE ?? "local");
  const authorizers = new Map<string, ReturnType<typeof cachingAuthorizer>>();

  const authorizerOf = (functionName: string, ttlSeconds: number) => {
    const authorizer =
      authorizers.get(functionName) ?? cachingAuthorizer((event) => invoke(functionName, event), ttlSeconds);
    authorizers.set(functionName, authorizer);
    return authorizer;
  };

  const authorize = async (
    request: IntegrationRequest,
    match: Match,
    path: string,
  ): Promise<AuthorizationResult | undefined> => {
    const { authorizer } = match.route;
    if (authorizer === undefined) return undefined;
    const methodArn = `arn:aws:execute-api:${service.provider.region}:000000000000:local/${stage}/${request.method}${path}`;
    return authorizerOf(authorizer.functionName, authorizer.ttlSeconds)(
      authorizationOf(request.rawHeaders),
      methodArn,
      authorizerEvent(request, match, path, methodArn),
    );
  };

  return async (request) => {
    const { path } = splitUrl(request.url);
    const match = matchRoute(routes, path);
    if (match === undefined) return withoutFunction(404);
    const authorization = await authorize(request, match, path);
    if (authorization?.kind === "denied") return withoutFunction(authorization.status);
    const context =
      authorization === undefined
        ? undefined
        : { ...authorization.context, principalId: authorization.principalId };
    const event = proxyEvent(request, match, context, stage);
    return toResponse(await invoke(match.route.functionName, event), request.method);
  };
};
