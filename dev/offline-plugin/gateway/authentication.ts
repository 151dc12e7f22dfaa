/** The authentication scheme of every route, in the form that serverless-offline's custom provider has. */
import { fileURLToPath } from "node:url";
import type { InvokeFunction } from "../lambda-invoker.ts";
import type { ServerlessService } from "../serverless-types.ts";
import type { HapiRequest, HapiToolkit } from "./hapi-types.ts";
import { cachingAuthorizer } from "./lambda-authorizer.ts";

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

/** API Gateway's default. */
const DEFAULT_TTL_SECONDS = 300;
const PROVIDER_MODULE = new URL("authentication-provider.cjs", import.meta.url);

/** serverless-offline overwrites `scopes` and `claims` of the context; these properties keep their value. */
const withReadOnlyScopes = (context: Record<string, string>): object => {
  const result = { ...context };
  for (const name of ["scopes", "claims"]) {
    const value = context[name];
    if (value === undefined) continue;
    Object.defineProperty(result, name, { enumerable: true, get: () => value, set: () => undefined });
  }
  return result;
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

const authenticationProvider = (service: ServerlessService, invoke: InvokeFunction) => {
  const authorizers = new Map<string, ReturnType<typeof cachingAuthorizer>>();

  const authorizerOf = (name: string, ttlSeconds: number) => {
    const functionName = service.functions[name]?.name ?? name;
    const authorizer =
      authorizers.get(name) ?? cachingAuthorizer((event) => invoke(functionName, event), ttlSeconds);
    authorizers.set(name, authorizer);
    return authorizer;
  };

  return (endpoint: Endpoint, functionKey: string, method: string, path: string): Strategy => {
    const { authorizer } = endpoint;
    const authenticate = async (request: HapiRequest, h: HapiToolkit) => {
      if (authorizer === undefined || authorizer === null) return h.authenticated({ credentials: {} });
      const authorize = authorizerOf(authorizer.name, authorizer.resultTtlInSeconds ?? DEFAULT_TTL_SECONDS);
      const methodArn = `arn:aws:execute-api:${service.provider.region}:000000000000:local/local/${request.method.toUpperCase()}${request.path}`;
      const event = authorizerEvent(service, request, methodArn);
      const result = await authorize(request.raw.req.headers.authorization, methodArn, event);
      if (result.kind === "denied") return h.response({}).code(result.status).takeover();
      const { principalId, context } = result;
      return h.authenticated({ credentials: { principalId, context: withReadOnlyScopes(context) } });
    };
    const id = `despacho-${functionKey}-${method}-${path}`;
    return { name: id, scheme: `scheme-${id}`, getAuthenticateFunction: () => ({ authenticate }) };
  };
};

/** serverless-offline requires its provider as a CommonJS module; authentication-provider.cjs returns this one. */
export const provideAuthentication = (service: ServerlessService, invoke: InvokeFunction): void => {
  globalThis.despachoAuthentication = authenticationProvider(service, invoke);
  const customAuthenticationProvider = fileURLToPath(PROVIDER_MODULE);
  service.custom = {
    ...service.custom,
    offline: { ...service.custom?.offline, customAuthenticationProvider },
  };
};
