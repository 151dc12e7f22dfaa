/** Whose orders and other data a caller may see. */
import { err, ok, type Result } from "../domain/result.ts";
import { allows, type Principal } from "../domain/scope.ts";
import { type ProblemResponse, problem } from "./response.ts";

/** The client whose data a caller sees by default; undefined: every client's. */
export const visibleClient = ({ clientId, scopes }: Principal): string | undefined =>
  allows(scopes, "clients:all") ? undefined : clientId;

/**
 * Narrows what a caller sees to one client.
 * @param wanted undefined: not narrowed
 * @returns a 403 problem response when the caller may not see that client's data
 */
export const narrowToClient = (
  principal: Principal,
  wanted: string | undefined,
): Result<string | undefined, ProblemResponse<403>> => {
  const visible = visibleClient(principal);
  if (wanted === undefined || visible === wanted) return ok(visible);
  return visible === undefined
    ? ok(wanted)
    : err(problem(403, "This API key lacks the scope clients:all, which another client's data need."));
};
