/**
 * POST /rulebooks/{version}/approval, and what an activation lacks. With the stage parameter `approvals`, so many keys must
 * approve a version: none of them the key that saved it or the key that activates it. A version that was in force before is
 * exempt when it is activated at once, so that one person can roll back in an emergency.
 */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { insertApproval, listApprovals, wasActive } from "../../lib/database/rulebook-approvals.ts";
import { findRulebook, type StoredRulebook } from "../../lib/database/rulebooks.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { authorOf } from "../../lib/domain/scope.ts";
import type { ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, type ProblemResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";

/** The approvals of a version, and how many the stage asks for, as the API shows them. */
export const approvalsOf = async (sql: Sql, version: number) => ({
  approvals: await listApprovals(sql, version),
  approvalsNeeded: environment().APPROVALS,
});

const missingApprovals = (version: number, missing: number): ProblemResponse<409> => {
  const keys = missing === 1 ? "another key" : `${missing} other keys`;
  const detail = `needs the approval of ${keys}: POST /rulebooks/${version}/approval with a key that did not save it and does not activate it`;
  return problem(409, `Rulebook ${version} ${detail}.`, { errors: [{ pointer: "", detail }] });
};

type Activation = {
  readonly at: string;
  readonly isFuture: boolean;
  /** Who activates it: `clientId/keyId`. */
  readonly by: string;
};

/** What an activation lacks; undefined when it lacks nothing. An approval by the key that activates does not count. */
export const lackOfApprovals = async (
  sql: Sql,
  { version }: Pick<StoredRulebook, "version">,
  { at, isFuture, by }: Activation,
): Promise<ProblemResponse<409> | undefined> => {
  const { approvals, approvalsNeeded } = await approvalsOf(sql, version);
  const missing = approvalsNeeded - approvals.filter(({ approvedBy }) => approvedBy !== by).length;
  if (missing <= 0) return undefined;
  const isRollback = !isFuture && (await wasActive(sql, version, at));
  return isRollback ? undefined : missingApprovals(version, missing);
};

export const approveRulebook: ResourceHandler<typeof rulebookOperations.approveRulebook> = async ({
  params: { version },
  principal,
}) => {
  const at = now();
  const rulebook = await findRulebook(database(), version, at);
  if (rulebook === undefined) return undefined;
  const approvedBy = authorOf(principal);
  return async ({ note }) => {
    if (rulebook.createdBy === approvedBy)
      return problem(409, `This key saved rulebook ${version}, so another one must approve it.`);
    await insertApproval(database(), { version, approvedBy, approvedAt: at, note });
    return jsonResponse(200, { version, ...(await approvalsOf(database(), version)) });
  };
};
