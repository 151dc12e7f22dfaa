/** Changes memberships in the order in which their orders were accepted. */
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome } from "../../lib/database/tasks.ts";
import { applyChanges, type MembershipTask, type EffectiveChange } from "./apply-changes.ts";
import { findAccounts, findRetries, insertEvents, saveAccounts } from "./queries.ts";

/**
 * A change takes effect when its order was accepted, whenever its message comes. Only one that somebody asked for
 * again, perhaps months later, takes effect when it was asked for: a customer should not get a month that is over.
 */
const effectiveSteps = async (tx: Sql, tasks: readonly MembershipTask[]): Promise<EffectiveChange[]> => {
  const triedBefore = tasks.filter((task) => task.attempts > 0).map((task) => task.taskId);
  const retries = triedBefore.length === 0 ? [] : await findRetries(tx, triedBefore);
  const requestedAt = new Map(retries.map((retry) => [retry.taskId, retry.requestedAt]));
  return tasks.map((task) => ({ task, at: requestedAt.get(task.taskId) ?? task.receivedAt }));
};

/** @param tasks account by account in the order of acceptance, their accounts locked */
export const changeMemberships = async (
  tx: Sql,
  tasks: readonly MembershipTask[],
): Promise<readonly Outcome<"membership">[]> => {
  const accounts = await findAccounts(tx, [...new Set(tasks.map((task) => task.accountId!))]);
  const folded = applyChanges(accounts, await effectiveSteps(tx, tasks));
  if (folded.events.length > 0) {
    await saveAccounts(tx, folded.accounts);
    await insertEvents(tx, folded.events);
  }
  return folded.outcomes;
};
