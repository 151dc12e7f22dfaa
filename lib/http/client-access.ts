/** Which client's data a request is about. A key sees its own client's; one with the scope `clients:all` sees all. */
import { clientExists, findOwners, type OwnedKind } from "../database/clients.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Principal } from "../domain/scope.ts";
import { database } from "../runtime/database-pool.ts";
import { parameterProblem, type ProblemResponse, problem } from "./response.ts";
import { narrowToClient, visibleClient } from "./visible-client.ts";

/**
 * The client of something that exists. When the query parameter does not say it, it is the only client that has the id.
 * When several have it, an order is 409; of anything else that of the key's own client is meant, if it has one.
 */
export const clientOfExisting = async (
  principal: Principal,
  client: string | undefined,
  kind: OwnedKind,
  id: string,
): Promise<Result<string, ProblemResponse<403 | 409>>> => {
  const named = narrowToClient(principal, client);
  if (!named.ok) return named;
  if (named.value !== undefined) return ok(named.value);
  const owners = await findOwners(database(), kind, id);
  if (kind !== "order" && owners.includes(principal.clientId)) return ok(principal.clientId);
  if (owners.length > 1)
    return err(problem(409, `Several clients have the ${kind} ${id}; say which one is meant by ?client=.`));
  return ok(owners[0] ?? principal.clientId);
};

/** The client whose agent is stored, or whose catalogue is read or written: the key's own, unless the query parameter names another. */
export const clientOrOwn = async (
  principal: Principal,
  client: string | undefined,
): Promise<Result<string, ProblemResponse<403 | 422>>> => {
  const named = narrowToClient(principal, client);
  if (!named.ok) return named;
  if (named.value === undefined || named.value === principal.clientId) return ok(principal.clientId);
  if (await clientExists(database(), named.value)) return ok(named.value);
  return err(parameterProblem("client", "is unknown: there is no such client"));
};

/** The field `clientId` of a response, which only keys with `clients:all` get. */
export const shownClient = (principal: Principal, clientId: string): { readonly clientId?: string } =>
  visibleClient(principal) === undefined ? { clientId } : {};
