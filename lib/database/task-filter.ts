/** Which tasks a list, a group or a retry is about, as SQL. */
import type { CauseFilter } from "../domain/cause-filter.ts";
import type { TaskStatus } from "../domain/task.ts";
import { lastNumberBefore } from "./order-filter.ts";
import type { TaskType } from "../tasks/registry.ts";

export type TaskFilter = {
  /** Undefined: every client's. */
  readonly clientId: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly type?: TaskType | undefined;
  readonly cause?: CauseFilter | undefined;
  /** The platform's id of an order; needs a client. */
  readonly order?: string | undefined;
  /** Created at or after. */
  readonly since?: string | undefined;
  /** Created before. */
  readonly until?: string | undefined;
};

/** A condition on `tasks t join orders o` and the values of its parameters. */
export type TaskCondition = { readonly text: string; readonly values: readonly unknown[] };

/** Which tasks have no code for their cause: those that ended before there were codes. */
const WITHOUT_CAUSE = "t.cause is null and t.status in ('rejected', 'failed')";

/** Whether a filter selects no task that is done. */
export const excludesDone = ({ status, cause }: TaskFilter): boolean =>
  cause !== undefined || (status !== undefined && status !== "done");

/**
 * The condition of a filter.
 * @param isNotDone whether only tasks that are not done are selected: these have their client, and partial indexes by it
 */
export const taskCondition = (filter: TaskFilter, isNotDone = excludesDone(filter)): TaskCondition => {
  const { clientId, status, type, cause, order, since, until } = filter;
  const code = typeof cause === "object" ? cause.code : undefined;
  const conditions: [text: string, value: unknown][] = [
    [isNotDone ? "t.client_id = ?" : "o.client_id = ?", clientId],
    ["t.status = ?", status],
    ["t.type = ?", type],
    ["t.cause is not null and t.cause ->> 'code' = ?", code],
    ["t.cause @> ?::jsonb", typeof cause === "object" ? JSON.stringify(cause) : undefined],
    ["o.order_id = ?", order],
    ["t.created_at >= ?", since],
    // A task is not created before its order is received.
    [`t.created_at < ?::timestamptz and t.order_no <= ${lastNumberBefore("?::timestamptz")}`, until],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const texts = given.map(([text], index) => text.replaceAll("?", `$${index + 1}`));
  if (cause === "unknown") texts.push(WITHOUT_CAUSE);
  return { text: texts.length === 0 ? "true" : texts.join(" and "), values: given.map(([, value]) => value) };
};
