/** Authorizes a request by the context that the Lambda authorizer set, or by the key itself. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { err, ok, type Result } from "../domain/result.ts";
import { allows, type Principal, SCOPES, type Scope } from "../domain/scope.ts";
import { now } from "../runtime/clock.ts";
import { isExpired, type KnownKey, resolveKey } from "./authentication.ts";
import { header } from "./headers.ts";
import { type ProblemResponse, problem, unavailableProblem } from "./response.ts";

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
const identify = async (
  event: APIGatewayProxyEvent,
): Promise<Result<KnownKey, ProblemResponse<401 | 503>>> => {
  const found = fromAuthorizer(event);
  if (found !== undefined) return isExpired(found.expiresAt, now()) ? UNAUTHORIZED : ok(found);
  const lookup = await resolveKey(header(event.headers, "authorization"));
  if (lookup.kind === "unavailable")
    return err(unavailableProblem("The database is unavailable; try again in a moment."));
  return lookup.kind === "known" ? ok(lookup.key) : UNAUTHORIZED;
};

/**
 * @param scope `any` when every key will do
 * @returns the principal that the key belongs to, or a 401, 403 or 503 problem response
 */
export const authorize = async (
  event: APIGatewayProxyEvent,
  scope: Scope | "any",
): Promise<Result<Principal, ProblemResponse<401 | 403 | 503>>> => {
  const key = await identify(event);
  if (!key.ok || scope === "any" || allows(key.value.scopes, scope)) return key;
  return err(problem(403, `This API key lacks the scope ${scope}.`));
};
