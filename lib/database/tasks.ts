/** Tasks. The table is also the outbox. All statements are set-based: one per batch. */
import * as z from "zod";
import type { Cause } from "../domain/cause.ts";
import { TASK_STATUSES } from "../domain/task.ts";
import { TASK_TYPES, type TaskPayload, type TaskResult, type TaskType } from "../tasks/registry.ts";
import { ORDER_COLUMNS, orderShape } from "./order-columns.ts";
import { instant, json, type Query, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

type TaskColumns<T extends TaskType> = {
  readonly type: T;
  readonly payload: TaskPayload[T];
};

const taskRow = rowOf({
  ...orderShape,
  taskId: z.uuid(),
  type: z.enum(TASK_TYPES),
  status: z.enum(TASK_STATUSES),
  /** Whether the task waits for the task that it depends on. */
  blocked: z.boolean(),
  payload: json<TaskPayload[TaskType]>(),
  lineIds: z.array(z.string()).readonly(),
  accountId: z.int().nullable(),
  dependsOn: z.uuid().nullable(),
  attempts: z.int(),
  attemptsBefore: z.int(),
  /** How often the task was postponed in a row. */
  postponements: z.int(),
  postponedSince: instant.nullable(),
  notBefore: instant.nullable(),
  createdAt: instant,
});
type TaskRow = z.infer<typeof taskRow>;

/** A task with the data of its order that handlers need. */
export type Task<T extends TaskType = TaskType> = Omit<TaskRow, keyof TaskColumns<T>> & TaskColumns<T>;

// "offset 0" keeps the planner from turning the lookup of an order into a join that reads all orders.
const TASK = `
select t.task_id, t.type, t.status, t.blocked, t.payload, t.line_ids, t.account_id, t.depends_on, t.attempts,
       t.attempts_before, t.postponements, t.postponed_since, t.not_before, t.created_at,
       ${ORDER_COLUMNS}
from tasks t cross join lateral (select * from orders where order_no = t.order_no offset 0) as o`;

/** The type of a task determines its payload; the caller's SQL selects tasks of type T only. */
const taskQuery = <T extends TaskType>(text: string): Query<Task<T>> =>
  query(taskRow as unknown as z.ZodType<Task<T>>, text);

/**
 * Locks the tasks of one type among the given ids. A task that another transaction has locked is skipped: its message must
 * not wait for the end of that transaction.
 */
export const lockTasks = <T extends TaskType>(
  tx: Sql,
  type: T,
  taskIds: readonly string[],
): Promise<Task<T>[]> =>
  tx.many(
    taskQuery<T>(
      `${TASK} where t.task_id = any($1) and t.type = $2 order by t.task_id for update of t skip locked`,
    ),
    [taskIds, type],
  );

/** A task of one type, whatever its status; it is not locked. */
export const findTask = <T extends TaskType>(
  sql: Sql,
  type: T,
  taskId: string,
): Promise<Task<T> | undefined> =>
  sql.maybeOne(taskQuery<T>(`${TASK} where t.task_id = $1 and t.type = $2`), [taskId, type]);

const taskIdRow = rowOf({ taskId: z.uuid() });

/** Those of the given ids that are tasks of a type. */
export const findTaskIds = async (
  sql: Sql,
  type: TaskType,
  taskIds: readonly string[],
): Promise<Set<string>> => {
  const rows = await sql.many(
    query(taskIdRow, "select task_id from tasks where task_id = any($1) and type = $2"),
    [taskIds, type],
  );
  return new Set(rows.map(({ taskId }) => taskId));
};

const accountRow = rowOf({ accountId: z.int() });
const accountTaskRow = rowOf({ taskId: z.uuid(), accountId: z.int() });

/**
 * Locks, account by account, every open membership task up to the given ones in the order of acceptance, whose messages
 * may still be on their way. The accounts are locked first: that is the order in which accepting an order does it too.
 * An account is skipped when another transaction has locked it or one of these tasks, because changes must not overtake.
 */
export const lockMembershipTasks = async (
  tx: Sql,
  taskIds: readonly string[],
): Promise<Task<"membership">[]> => {
  const accounts = await tx.many(
    query(
      accountRow,
      `select account_id from membership_accounts
       where account_id in (select account_id from tasks where task_id = any($1))
       order by account_id for update skip locked`,
    ),
    [taskIds],
  );
  const wanted = await tx.many(
    query(
      accountTaskRow,
      `select task_id, account_id from tasks
       where task_id = any($1) and type = 'membership' and account_id = any($2)
       union
       select earlier.task_id, account_id from tasks wanted join tasks earlier using (account_id)
       where wanted.task_id = any($1) and account_id = any($2) and earlier.status in ('pending', 'queued')
         and (coalesce(earlier.cancellation_no, earlier.order_no), earlier.position)
             <= (coalesce(wanted.cancellation_no, wanted.order_no), wanted.position)`,
    ),
    [taskIds, accounts.map(({ accountId }) => accountId)],
  );
  const locked = await tx.many(
    taskQuery<"membership">(
      `${TASK} where t.task_id = any($1)
       order by t.account_id, coalesce(t.cancellation_no, t.order_no), t.position for update of t skip locked`,
    ),
    [wanted.map(({ taskId }) => taskId)],
  );
  const lockedIds = new Set(locked.map(({ taskId }) => taskId));
  const held = new Set(
    wanted.filter(({ taskId }) => !lockedIds.has(taskId)).map(({ accountId }) => accountId),
  );
  return locked.filter(({ accountId }) => !held.has(accountId!));
};

/** Whether a message may run the task: open and not waiting; or failed, when its message came back from the dead-letter queue. */
export const isRunnable = (task: Pick<Task, "status" | "blocked">): boolean =>
  !task.blocked && (task.status === "pending" || task.status === "queued" || task.status === "failed");

/** Whether a task may run at an instant. A postponed task needs no message before its time: the relay publishes it then. */
export const isDue = ({ notBefore }: Pick<Task, "notBefore">, at: string): boolean =>
  notBefore === null || Date.parse(notBefore) <= Date.parse(at);

/** How a task ended. A rejection is a business refusal; a failure means that its attempts are used up. */
export type Outcome<T extends TaskType = TaskType> =
  | { readonly taskId: string; readonly status: "done"; readonly result: TaskResult[T] }
  | {
      readonly taskId: string;
      readonly status: "rejected";
      readonly reason: string;
      readonly cause: Cause;
    }
  | {
      readonly taskId: string;
      readonly status: "failed";
      readonly reason: string;
      readonly cause: Cause;
      /** Null to keep the last one. */
      readonly lastError: string | null;
    };

const publishableRow = rowOf({ taskId: z.uuid(), type: z.enum(TASK_TYPES), orderId: z.string() });
/** The data of a queue message. */
export type Publishable = z.infer<typeof publishableRow>;

// Stored rows are found by arrays of keys and by lookups that "offset 0" keeps apart, whatever the size of the tables was when a
// connection planned the statement.
// Dependent tasks change in the same transaction: the success of the last task that they wait for releases them, also those
// skipped before a retry, but those of cancelled lines or erased customers; any other outcome skips them. They are locked in one order, because two transactions may end
// tasks that several tasks wait for.
const COMPLETE = `
with outcome as (
  select * from jsonb_to_recordset($1)
    as o("taskId" uuid, status text, result jsonb, reason text, cause jsonb, "lastError" text)
), completed as (
  update tasks t set status = o.status, result = o.result, reason = o.reason, cause = o.cause,
                     attempts = t.attempts + 1, attempts_logged = t.attempts_logged + 1,
                     last_error = coalesce(o."lastError", t.last_error), finished_at = $2, not_before = null,
                     postponements = 0, postponed_since = null
  from outcome o
  where t.task_id = any(array(select "taskId" from outcome)) and t.task_id = o."taskId"
    and t.status in ('pending', 'queued', 'failed')
  returning t.task_id, t.status, t.attempts_logged, coalesce(o."lastError", o.reason) as detail, o.cause
), logged as (
  insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail, cause)
  select task_id, attempts_logged, least($3::timestamptz, $2::timestamptz), $2, status, detail, cause from completed
), dependents as (
  select d.task_id, (count(*) filter (where s.status = 'done'))::int as done, bool_or(s.status <> 'done') as has_failed
  from completed s, lateral (
    select t.task_id from tasks t where t.depends_on = s.task_id
    union all
    select f.task_id from further_dependencies f where f.depends_on = s.task_id
    offset 0
  ) d
  group by d.task_id
), locked as (
  select task_id from tasks where task_id = any(array(select task_id from dependents)) order by task_id for update
), changed as (
  update tasks t
  set open_dependencies = t.open_dependencies - d.done,
      status = case when coalesce(t.open_dependencies, 1) = d.done then 'queued'
                    when t.blocked and d.has_failed then 'skipped' else t.status end,
      blocked = t.blocked and coalesce(t.open_dependencies, 1) > d.done and not d.has_failed,
      finished_at = case when coalesce(t.open_dependencies, 1) = d.done then null
                         when t.blocked and d.has_failed then $2 else t.finished_at end,
      queued_at = case when coalesce(t.open_dependencies, 1) = d.done then $2 else t.queued_at end,
      send_unconfirmed = coalesce(t.open_dependencies, 1) = d.done
  from dependents d join locked using (task_id)
  where t.task_id = any(array(select task_id from locked)) and t.task_id = d.task_id and (t.blocked or t.status = 'skipped')
    and coalesce(t.cause ->> 'code', '') not in ('cancelled', 'customer-erased')
  returning t.task_id, t.type, t.order_no, t.status = 'queued' as is_released
)
select c.task_id, c.type, o.order_id
from changed c cross join lateral (select order_id from orders where order_no = c.order_no offset 0) as o
where c.is_released`;

/**
 * Ends tasks and logs their attempts. Must run in the transaction that writes their effects.
 * @param startedAt when the attempts began
 * @returns the tasks that were released and stored as queued; their messages are to be sent after the commit
 */
export const completeTasks = (
  tx: Sql,
  outcomes: readonly Outcome[],
  now: string,
  startedAt = now,
): Promise<Publishable[]> =>
  outcomes.length === 0
    ? Promise.resolve([])
    : tx.many(query(publishableRow, COMPLETE), [JSON.stringify(outcomes), now, startedAt]);

/** The number of attempts after which a task ends as failed. A person can then have it run again. */
export const MAX_ATTEMPTS = 5;

/** The attempts made since the task was accepted or last opened again. */
export const attemptsMade = ({
  attempts,
  attemptsBefore,
}: Pick<Task, "attempts" | "attemptsBefore">): number => attempts - attemptsBefore;

const attemptsRow = rowOf({ attempts: z.int(), attemptsBefore: z.int() });

/** Locks an open task. @returns the attempts made; undefined when the task is not open */
export const lockAttempts = async (tx: Sql, taskId: string): Promise<number | undefined> => {
  const row = await tx.maybeOne(
    query(
      attemptsRow,
      `select attempts, attempts_before from tasks
     where task_id = $1 and status in ('pending', 'queued') for update`,
    ),
    [taskId],
  );
  return row === undefined ? undefined : attemptsMade(row);
};

/** When an attempt of a task began and ended. */
export type Attempt = { readonly startedAt: string; readonly endedAt: string };

/** Counts and logs a failed attempt. The task stays open and its message is delivered again. */
export const recordAttempt = async (
  sql: Sql,
  taskId: string,
  lastError: string,
  { startedAt, endedAt }: Attempt,
): Promise<void> => {
  await sql.execute(
    `with attempted as (
       update tasks
       set attempts = attempts + 1, attempts_logged = attempts_logged + 1, last_error = $2, send_unconfirmed = false
       where task_id = $1 and status in ('pending', 'queued')
       returning task_id, attempts_logged
     )
     insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail)
     select task_id, attempts_logged, least($3::timestamptz, $4::timestamptz), $4, 'failed', $2 from attempted`,
    [taskId, lastError, startedAt, endedAt],
  );
};
