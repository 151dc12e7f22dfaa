/** Whose tasks a filter is about. */
import type { CauseFilter } from "../../lib/domain/cause-filter.ts";
import type { TaskFilter } from "../../lib/database/task-filter.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { clientOfExisting } from "../../lib/http/client-access.ts";
import type { ProblemResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";

type GivenFilter = Omit<TaskFilter, "clientId" | "cause"> & { readonly cause?: CauseFilter | undefined };

/**
 * The filter of a request for the clients that its key may see.
 * @param client the query parameter
 * @returns 403 for a client that the key may not see; 409 when several clients have the order
 */
export const filterFor = async (
  principal: Principal,
  client: string | undefined,
  { status, type, cause, order, since, until }: GivenFilter,
): Promise<Result<TaskFilter, ProblemResponse<403 | 409>>> => {
  const clients =
    order === undefined
      ? narrowToClient(principal, client)
      : await clientOfExisting(principal, client, "order", order);
  if (!clients.ok) return err(clients.error);
  return ok({ clientId: clients.value, status, type, cause, order, since, until });
};
