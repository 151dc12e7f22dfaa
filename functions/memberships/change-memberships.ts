/** Changes memberships in the order in which their orders and cancellations were accepted. */
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome } from "../../lib/database/tasks.ts";
import { applyChanges, type MembershipTask, type EffectiveChange } from "./apply-changes.ts";
import { findAccounts, findHistories, findRetries, insertEvents, saveAccounts } from "./queries.ts";

/** When its order was accepted, or its cancellation. */
const acceptedAt = ({ payload, createdAt, receivedAt }: MembershipTask): string =>
  payload.change === "cancel" ? createdAt : receivedAt;

/**
 * A change takes effect at the instant at which its order was accepted, even when its message comes late. A change that
 * is retried on request, perhaps months later, takes effect at the instant of the request: a customer does not get a
 * month that is over.
 */
const effectiveChanges = async (tx: Sql, tasks: readonly MembershipTask[]): Promise<EffectiveChange[]> => {
  const attempted = tasks.filter((task) => task.attempts > 0).map((task) => task.taskId);
  const retries = attempted.length === 0 ? [] : await findRetries(tx, attempted);
  const requestedAt = new Map(retries.map((retry) => [retry.taskId, retry.requestedAt]));
  return tasks.map((task) => ({ task, at: requestedAt.get(task.taskId) ?? acceptedAt(task) }));
};

/** @param tasks account by account in the order of acceptance, their accounts locked */
export const changeMemberships = async (
  tx: Sql,
  tasks: readonly MembershipTask[],
): Promise<readonly Outcome<"membership">[]> => {
  const accounts = await findAccounts(tx, [...new Set(tasks.map((task) => task.accountId!))]);
  const cancelling = tasks.filter(({ payload }) => payload.change === "cancel");
  const histories = await findHistories(tx, [...new Set(cancelling.map((task) => task.accountId!))]);
  const applied = applyChanges(accounts, histories, await effectiveChanges(tx, tasks));
  if (applied.events.length > 0) {
    await saveAccounts(tx, applied.accounts);
    await insertEvents(tx, applied.events);
  }
  return applied.outcomes;
};
