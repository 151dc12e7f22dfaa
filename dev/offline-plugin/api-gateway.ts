/** Mends what serverless-offline's HTTP server does differently from API Gateway. */
import type { IncomingMessage } from "node:http";
import { cachingAuthorizer } from "./lambda-authorizer.ts";
import type { InvokeFunction } from "./lambda-invoker.ts";
import type { Serverless, ServerlessService } from "./serverless-types.ts";

type HapiRequest = {
  mime: string;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly route: { readonly path: string };
  readonly raw: { readonly req: IncomingMessage };
};
type HapiToolkit = {
  readonly continue: symbol;
  authenticated(result: { readonly credentials: object }): unknown;
  response(body: object): { code(status: number): { takeover(): unknown } };
};
type HapiServer = {
  ext(point: string, handler: (request: HapiRequest, h: HapiToolkit) => unknown): void;
};
type Endpoint = {
  readonly authorizer?: { readonly name: string; readonly resultTtlInSeconds?: number } | null;
};
type Strategy = {
  readonly name: string;
  readonly scheme: string;
  getAuthenticateFunction(): {
    authenticate(request: HapiRequest, h: HapiToolkit): unknown;
  };
};

const DEFAULT_TTL_SECONDS = 300;

/** The emulator assigns `scopes` and `claims` over the context: what is there stays. */
const guarded = (context: Record<string, string>): object => {
  const kept = { ...context };
  for (const name of ["scopes", "claims"]) {
    const value = context[name];
    if (value === undefined) continue;
    Object.defineProperty(kept, name, { enumerable: true, get: () => value, set: () => undefined });
  }
  return kept;
};

const authorizerEvent = (service: ServerlessService, request: HapiRequest, methodArn: string) => ({
  type: "REQUEST",
  methodArn,
  resource: request.route.path,
  path: request.path,
  httpMethod: request.method.toUpperCase(),
  headers: request.raw.req.headers,
  pathParameters: { ...request.params },
  queryStringParameters: null,
  requestContext: {
    stage: service.provider.environment?.STAGE,
    path: request.path,
    httpMethod: request.method.toUpperCase(),
    identity: { sourceIp: request.raw.req.socket.remoteAddress },
  },
});

/** The authentication scheme of every route, in the shape in which serverless-offline asks for it. */
export const authenticationProvider = (service: ServerlessService, invoke: InvokeFunction) => {
  const authorizers = new Map<string, ReturnType<typeof cachingAuthorizer>>();

  const authorizerOf = (name: string, ttl: number) => {
    const functionName = service.functions[name]?.name ?? name;
    const known = authorizers.get(name) ?? cachingAuthorizer((event) => invoke(functionName, event), ttl);
    authorizers.set(name, known);
    return known;
  };

  return (endpoint: Endpoint, functionKey: string, method: string, path: string): Strategy => {
    const { authorizer } = endpoint;
    const authenticate = async (request: HapiRequest, h: HapiToolkit) => {
      if (authorizer === undefined || authorizer === null) return h.authenticated({ credentials: {} });
      const ask = authorizerOf(authorizer.name, authorizer.resultTtlInSeconds ?? DEFAULT_TTL_SECONDS);
      const methodArn = `arn:aws:execute-api:${service.provider.region}:000000000000:local/local/${request.method.toUpperCase()}${request.path}`;
      const event = authorizerEvent(service, request, methodArn);
      const verdict = await ask(request.raw.req.headers.authorization, methodArn, event);
      if (verdict.kind === "refused") return h.response({}).code(verdict.status).takeover();
      const { principalId } = verdict;
      return h.authenticated({ credentials: { principalId, context: guarded(verdict.context) } });
    };
    const id = `despacho-${functionKey}-${method}-${path}`;
    return { name: id, scheme: `scheme-${id}`, getAuthenticateFunction: () => ({ authenticate }) };
  };
};

type Internals = { internals(): { getApiGatewayServer(): HapiServer } };

const hasInternals = (plugin: object): plugin is Internals => "internals" in plugin;

/**
 * The emulator parses a JSON body before it hands it on, and loses it when it is `null`, `0`, `false` or text. It does
 * so by media type, which nothing else in it reads.
 */
export const disableBodyParsing = (framework: Serverless): void => {
  const offline = framework.pluginManager.getPlugins().find(hasInternals);
  offline
    ?.internals()
    .getApiGatewayServer()
    .ext("onPreHandler", (request, h) => {
      request.mime = "application/octet-stream";
      return h.continue;
    });
};
