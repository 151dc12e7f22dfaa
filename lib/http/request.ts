/** A request as a handler sees it, made from API Gateway's REST proxy event. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { allows, type Principal, SCOPES, type Scope } from "../domain/scope.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type HttpResponse, parameterProblem, problem, unavailableProblem } from "./response.ts";
import { now } from "../runtime/clock.ts";
import { header } from "./headers.ts";
import { newId } from "../runtime/ids.ts";
import { isExpired, type KnownKey, resolveKey } from "./authentication.ts";
import type { RequestBody } from "./request-body.ts";

export type PublicRequest = {
  readonly requestId: string;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  /** @param name in lower case */
  readonly header: (name: string) => string | undefined;
  readonly body: RequestBody;
};

/** A request whose key was found to allow it. */
export type HttpRequest = PublicRequest & { readonly principal: Principal };

const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's own request id when it is sane, else the gateway's, else a new one. */
export const requestIdOf = (event: APIGatewayProxyEvent): string => {
  const candidates = [header(event.headers, "x-request-id"), event.requestContext?.requestId];
  return candidates.find((id) => id !== undefined && SANE_ID.test(id)) ?? newId();
};

/** The query parameters, each at most once. */
export const readQuery = (event: APIGatewayProxyEvent): Result<ReadonlyMap<string, string>, HttpResponse> => {
  const many = Object.entries(event.multiValueQueryStringParameters ?? {});
  const repeated = many.find(([, values]) => (values?.length ?? 0) > 1);
  if (repeated !== undefined) return err(parameterProblem(repeated[0].slice(0, 100), "must be given once"));
  const single = Object.entries(event.queryStringParameters ?? {});
  return ok(
    new Map(single.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
  );
};

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

const fromAuthorizer = (event: APIGatewayProxyEvent): KnownKey | undefined => {
  const context = event.requestContext?.authorizer;
  if (context === null || context === undefined || context.unavailable === "true") return undefined;
  const { clientId, keyId, scopes, expiresAt } = context;
  if (typeof clientId !== "string" || typeof keyId !== "string" || typeof scopes !== "string")
    return undefined;
  return {
    clientId,
    keyId,
    scopes: scopes.split(",").filter(isScope),
    expiresAt: typeof expiresAt === "string" ? expiresAt : null,
  };
};

const UNAUTHORIZED = err(
  problem(401, "A valid API key is needed: Authorization: Bearer <api key>.", {
    headers: { "WWW-Authenticate": "Bearer" },
  }),
);

// The function looks the key up itself when the authorizer reported `unavailable`, a result that API Gateway caches,
// and when the gateway has no authorizers (LocalStack's community edition).
const identify = async (event: APIGatewayProxyEvent): Promise<Result<KnownKey, HttpResponse>> => {
  const found = fromAuthorizer(event);
  if (found !== undefined) return isExpired(found.expiresAt, now()) ? UNAUTHORIZED : ok(found);
  const lookup = await resolveKey(header(event.headers, "authorization"));
  if (lookup.kind === "unavailable")
    return err(unavailableProblem("The database is unavailable; try again in a moment."));
  return lookup.kind === "known" ? ok(lookup.key) : UNAUTHORIZED;
};

/** @returns the principal that the key belongs to, or a 401, 403 or 503 problem response */
export const authorize = async (
  event: APIGatewayProxyEvent,
  scope: Scope,
): Promise<Result<Principal, HttpResponse>> => {
  const key = await identify(event);
  if (!key.ok || allows(key.value.scopes, scope)) return key;
  return err(problem(403, `This API key lacks the scope ${scope}.`));
};
