/** A request as a handler sees it, made from API Gateway's REST proxy event. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { allows, type Principal, SCOPES, type Scope } from "../domain/scope.ts";
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
export const readQuery = (event: APIGatewayProxyEvent): ReadonlyMap<string, string> | HttpResponse => {
  const many = Object.entries(event.multiValueQueryStringParameters ?? {});
  const twice = many.find(([, values]) => (values?.length ?? 0) > 1);
  if (twice !== undefined) return parameterProblem(twice[0].slice(0, 100), "must be given once");
  const single = Object.entries(event.queryStringParameters ?? {});
  return new Map(single.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
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

const refuseKey = (): HttpResponse =>
  problem(401, "A valid API key is needed: Authorization: Bearer <api key>.", {
    headers: { "WWW-Authenticate": "Bearer" },
  });

// The gateway keeps the authorizer's answer for a while, also the one that the database was away; and where a gateway
// knows no authorizers (LocalStack's community edition), nobody has asked yet. In both cases the function asks itself.
const identify = async (event: APIGatewayProxyEvent): Promise<KnownKey | HttpResponse> => {
  const found = fromAuthorizer(event);
  if (found !== undefined) return isExpired(found.expiresAt, now()) ? refuseKey() : found;
  const verdict = await resolveKey(header(event.headers, "authorization"));
  if (verdict.kind === "unavailable")
    return unavailableProblem("The database is away; try again in a moment.");
  return verdict.kind === "known" ? verdict.key : refuseKey();
};

/** @returns who is calling, or the answer that refuses them */
export const authorize = async (
  event: APIGatewayProxyEvent,
  scope: Scope,
): Promise<Principal | HttpResponse> => {
  const key = await identify(event);
  if ("status" in key || allows(key.scopes, scope)) return key;
  return problem(403, `This API key lacks the scope ${scope}.`);
};
