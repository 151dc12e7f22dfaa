/** The tasks table is the outbox and the truth. Everything here is set-based: one statement for a whole batch. */
import type { Order, OrderLine } from "../domain/order.ts";
import type { Because, TaskStatus } from "../domain/task.ts";
import type { TaskPayload, TaskResult, TaskType } from "../tasks/registry.ts";
import type { Sql } from "./sql.ts";

/** A task together with the order it belongs to, as a handler needs it. */
export type Task<T extends TaskType = TaskType> = {
  readonly taskId: string;
  readonly type: T;
  readonly status: TaskStatus;
  readonly blocked: boolean;
  readonly payload: TaskPayload[T];
  readonly lineIds: readonly string[];
  readonly accountId: number | null;
  readonly dependsOn: string | null;
  readonly attempts: number;
  readonly orderNo: number;
  readonly orderId: string;
  readonly receivedAt: string;
  readonly order: Order;
  readonly gifts: readonly OrderLine[];
};

const TASK = `
select t.task_id, t.type, t.status, t.blocked, t.payload, t.line_ids,
       t.account_id, t.depends_on, t.attempts, t.order_no,
       o.order_id, o.received_at, o.snapshot as "order", o.gifts
from tasks t join orders o using (order_no)`;

/** Locks the tasks of one type among the given ids, in a fixed order so that two batches cannot deadlock. */
export const lockTasks = <T extends TaskType>(
  tx: Sql,
  type: T,
  taskIds: readonly string[],
): Promise<Task<T>[]> =>
  tx.many<Task<T>>(`${TASK} where t.task_id = any($1) and t.type = $2 order by t.task_id for update of t`, [
    taskIds,
    type,
  ]);

/**
 * Locks, account by account, every open membership task up to the given ones in the order of acceptance, whose messages
 * may still be on their way. The accounts are locked first: that is the order in which accepting an order does it too.
 */
export const lockMembershipTasks = async (
  tx: Sql,
  taskIds: readonly string[],
): Promise<Task<"membership">[]> => {
  await tx.execute(
    `select 1 from membership_accounts where account_id in (select account_id from tasks where task_id = any($1))
     order by account_id for update`,
    [taskIds],
  );
  return tx.many<Task<"membership">>(
    `${TASK}
     where t.task_id in (
       select t.task_id from tasks t where t.task_id = any($1) and t.type = 'membership'
       union
       select earlier.task_id from tasks wanted join tasks earlier using (account_id)
       where wanted.task_id = any($1) and earlier.status in ('pending', 'queued')
         and (earlier.order_no, earlier.position) <= (wanted.order_no, wanted.position)
     )
     order by t.account_id, t.order_no, t.position for update of t`,
    [taskIds],
  );
};

/** Whether a message may run the task: open and not waiting; or failed, when its message came back from the dead-letter queue. */
export const isRunnable = (task: Pick<Task, "status" | "blocked">): boolean =>
  !task.blocked && (task.status === "pending" || task.status === "queued" || task.status === "failed");

/** How a task ended. A rejection is a business refusal; a failure means that its attempts are used up. */
export type Outcome<T extends TaskType = TaskType> =
  | { readonly taskId: string; readonly status: "done"; readonly result: TaskResult[T] }
  | { readonly taskId: string; readonly status: "rejected"; readonly reason: string }
  | {
      readonly taskId: string;
      readonly status: "failed";
      readonly reason: string;
      readonly lastError: string;
    };

/** What a queue message is made of. */
export type Publishable = { readonly taskId: string; readonly type: TaskType; readonly orderId: string };

// Dependents follow in the same transaction: released by a success (also when they had been skipped before a retry),
// skipped when what they wait for did not happen.
const SETTLE = `
with outcome as (
  select * from jsonb_to_recordset($1) as o("taskId" uuid, status text, result jsonb, reason text, "lastError" text)
), settled as (
  update tasks t set status = o.status, result = o.result, reason = o.reason, attempts = t.attempts + 1,
                     last_error = coalesce(o."lastError", t.last_error), finished_at = $2, not_before = null
  from outcome o where t.task_id = o."taskId" and t.status in ('pending', 'queued', 'failed')
  returning t.task_id, t.status
), skipped as (
  update tasks t set status = 'skipped', blocked = false, finished_at = $2
  from settled s where t.depends_on = s.task_id and s.status <> 'done' and t.blocked
), released as (
  update tasks t set status = 'pending', blocked = false, finished_at = null
  from settled s where t.depends_on = s.task_id and s.status = 'done' and (t.blocked or t.status = 'skipped')
  returning t.task_id, t.type, t.order_no
)
select r.task_id, r.type, o.order_id from released r join orders o using (order_no)`;

/**
 * Ends tasks. Must run in the transaction that brings about their effects.
 * @returns the tasks that this set free, to be published after the commit
 */
export const completeTasks = (tx: Sql, outcomes: readonly Outcome[], now: string): Promise<Publishable[]> =>
  outcomes.length === 0 ? Promise.resolve([]) : tx.many<Publishable>(SETTLE, [JSON.stringify(outcomes), now]);

/** Notes an attempt that came to nothing; the task stays open and its message comes again. */
export const recordAttempt = async (sql: Sql, taskId: string, lastError: string): Promise<void> => {
  await sql.execute(
    "update tasks set attempts = attempts + 1, last_error = $2 where task_id = $1 and status in ('pending', 'queued')",
    [taskId, lastError],
  );
};

/** Puts tasks back into the outbox until `notBefore`: an outage or throttling is waited out without using up attempts. */
export const postponeTasks = async (
  sql: Sql,
  delays: readonly { taskId: string; notBefore: string; lastError: string }[],
): Promise<void> => {
  await sql.execute(
    `update tasks t set status = 'pending', not_before = d."notBefore", attempts = t.attempts + 1, last_error = d."lastError"
     from jsonb_to_recordset($1) as d("taskId" uuid, "notBefore" timestamptz, "lastError" text)
     where t.task_id = d."taskId" and t.status in ('pending', 'queued')`,
    [JSON.stringify(delays)],
  );
};

/**
 * Notes that messages for these tasks were taken by SQS. A task that a fast handler already ended, or put off, stays as it
 * is: nothing but the relay would wake one that was put off, and the relay leaves a queued one alone. One that a handler
 * holds right now is passed over, since waiting for it could deadlock; at worst it gets a second message.
 */
export const markQueued = async (sql: Sql, taskIds: readonly string[], now: string): Promise<void> => {
  if (taskIds.length === 0) return;
  await sql.execute(
    `with free as (
       select task_id from tasks
       where task_id = any($1) and status in ('pending', 'queued') and (not_before is null or not_before <= $2)
       for update skip locked
     )
     update tasks t set status = 'queued', queued_at = $2 from free where t.task_id = free.task_id`,
    [taskIds, now],
  );
};

/**
 * Takes tasks that should have a message but, as far as we know, have none: unpublished ones, and ones queued so long
 * ago that their message must be lost. Rows stay locked until the transaction ends and locked ones are passed over, so
 * two relays at once share the work instead of doubling it.
 */
export const lockPublishable = (
  tx: Sql,
  input: { now: string; unpublishedSince: string; queuedBefore: string; limit: number },
): Promise<Publishable[]> =>
  tx.many<Publishable>(
    `select t.task_id, t.type, o.order_id
     from tasks t join orders o using (order_no)
     where ((t.status = 'pending' and not t.blocked and (t.not_before is null or t.not_before <= $1)
             and (t.created_at <= $2 or t.not_before is not null or t.depends_on is not null))
         or (t.status = 'queued' and t.queued_at < $3))
     order by t.created_at limit $4 for update of t skip locked`,
    [input.now, input.unpublishedSince, input.queuedBefore, input.limit],
  );

export type TaskView = {
  readonly taskId: string;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly payload: TaskPayload[TaskType];
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
  readonly dependsOn: string | null;
  readonly attempts: number;
  readonly result: TaskResult[TaskType] | null;
  readonly reason: string | null;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly queuedAt: string | null;
  readonly finishedAt: string | null;
  readonly retriedAt: readonly string[];
};

/** All tasks of some orders, each order's in their own order. */
export const listTasks = (
  sql: Sql,
  orderNos: readonly number[],
): Promise<(TaskView & { orderNo: number })[]> =>
  sql.many(
    `select order_no, task_id, type, status, payload, line_ids, because,
            depends_on, attempts, result, reason, last_error, created_at,
            queued_at, finished_at,
            array(select to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from task_retries r
                  where r.task_id = tasks.task_id order by 1) as retried_at
     from tasks where order_no = any($1) order by order_no desc, position`,
    [orderNos],
  );

/** What became of a request to run a task again. */
export type ReopenResult =
  | { readonly kind: "accepted"; readonly task: Publishable }
  | { readonly kind: "unknown" }
  | { readonly kind: "refused"; readonly status: TaskStatus };

/** Opens a failed or rejected task of a client's order again. */
export const reopenTask = (
  tx: Sql,
  input: { clientId: string; orderId: string; taskId: string; now: string; requestedBy: string },
): Promise<ReopenResult> =>
  tx
    .maybeOne<{ status: TaskStatus; type: TaskType }>(
      `select t.status, t.type from tasks t join orders o using (order_no)
       where t.task_id = $1 and o.client_id = $2 and o.order_id = $3 for update of t`,
      [input.taskId, input.clientId, input.orderId],
    )
    .then(async (task): Promise<ReopenResult> => {
      if (task === undefined) return { kind: "unknown" };
      if (task.status !== "failed" && task.status !== "rejected")
        return { kind: "refused", status: task.status };
      await tx.execute(
        "update tasks set status = 'pending', reason = null, finished_at = null where task_id = $1",
        [input.taskId],
      );
      await tx.execute("insert into task_retries (task_id, requested_at, requested_by) values ($1, $2, $3)", [
        input.taskId,
        input.now,
        input.requestedBy,
      ]);
      return { kind: "accepted", task: { taskId: input.taskId, type: task.type, orderId: input.orderId } };
    });
