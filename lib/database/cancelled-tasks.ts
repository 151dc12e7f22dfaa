/** The tasks of an order that is being cancelled: locked, changed, and those that are added. */
import * as z from "zod";
import type { Cause } from "../domain/cause.ts";
import { TASK_STATUSES } from "../domain/task.ts";
import type { RecordedTask, TaskChanges } from "../tasks/cancelled-tasks.ts";
import { TASK_TYPES, type TaskPayload, type TaskResult, type TaskType } from "../tasks/registry.ts";
import type { IdentifiedTask } from "../tasks/identified-task.ts";
import { newTaskRow } from "./orders.ts";
import { json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";
import type { Publishable } from "./tasks.ts";

const taskRow = rowOf({
  taskId: z.uuid(),
  type: z.enum(TASK_TYPES),
  key: z.string(),
  status: z.enum(TASK_STATUSES),
  payload: json<TaskPayload[TaskType]>(),
  lineIds: z.array(z.string()).readonly(),
  ruleIds: z.array(z.string()).readonly(),
  result: json<TaskResult[TaskType] | null>(),
  dependsOn: z.array(z.uuid()).readonly(),
  isWithdrawn: z.boolean(),
  isOfCancellation: z.boolean(),
  isUnderWay: z.boolean(),
});

/**
 * Locks the tasks of an order, but those of events, in the order in which handlers lock theirs, and waits for handlers at work.
 * A task comes after those that it waits for in that order, so that completing them and this cannot deadlock.
 * @returns the tasks in their order
 */
export const lockOrderTasks = async (tx: Sql, orderNo: number, at: string): Promise<RecordedTask[]> => {
  await tx.execute("select 1 from tasks where order_no = $1 and not is_event order by task_id for update", [
    orderNo,
  ]);
  return tx.many(
    query(
      taskRow,
      `select t.task_id, t.type, t.key, t.status, t.payload, t.line_ids, t.rule_ids, t.result,
              array(select t.depends_on where t.depends_on is not null
                    union all select f.depends_on from further_dependencies f where f.task_id = t.task_id) as depends_on,
              t.status = 'skipped' and coalesce(t.cause ->> 'code' in ('cancelled', 'customer-erased'), false) as is_withdrawn,
              t.cancellation_no is not null as is_of_cancellation,
              exists (select from emails e where e.task_id = t.task_id and e.claimed_until > $2) as is_under_way
       from tasks t where t.order_no = $1 and not t.is_event order by t.position, t.task_id`,
    ),
    [orderNo, at],
  );
};

const CANCELLED: Cause = { code: "cancelled" };
const ERASED: Cause = { code: "customer-erased" };

const WITHDRAW = `
update tasks set status = 'skipped', blocked = false, reason = null, cause = $2, finished_at = $3, not_before = null,
                 postponements = 0, postponed_since = null
where task_id = any($1)`;

const AMEND = `
update tasks t set payload = a.payload, line_ids = a."lineIds"
from jsonb_to_recordset($1) as a("taskId" uuid, payload jsonb, "lineIds" text[])
where t.task_id = a."taskId"`;

const MARK = `update tasks set payload = payload || '{"isWithdrawn": true}' where task_id = any($1)`;

const FREE = `
with freed as (
  update tasks t
  set open_dependencies = coalesce(t.open_dependencies, 1) - f.dependencies,
      status = case when coalesce(t.open_dependencies, 1) = f.dependencies then 'pending' else t.status end,
      blocked = t.blocked and coalesce(t.open_dependencies, 1) > f.dependencies,
      finished_at = case when coalesce(t.open_dependencies, 1) = f.dependencies then null else t.finished_at end
  from jsonb_to_recordset($1) as f("taskId" uuid, dependencies integer)
  where t.task_id = f."taskId"
  returning t.task_id, t.type, t.order_no, t.status = 'pending' and not t.blocked as is_released
)
select f.task_id, f.type, o.order_id from freed f join orders o using (order_no) where f.is_released`;

const publishableRow = rowOf({ taskId: z.uuid(), type: z.enum(TASK_TYPES), orderId: z.string() });

/** Changes locked tasks. @returns those that now wait for nothing, to be published after the commit */
export const changeTasks = async (
  tx: Sql,
  { amended, withdrawn, notAgain, freed }: TaskChanges,
  at: string,
): Promise<Publishable[]> => {
  if (amended.length > 0) await tx.execute(AMEND, [JSON.stringify(amended)]);
  if (notAgain.length > 0) await tx.execute(MARK, [notAgain]);
  if (withdrawn.length > 0) await tx.execute(WITHDRAW, [withdrawn, CANCELLED, at]);
  return freed.length === 0 ? [] : tx.many(query(publishableRow, FREE), [JSON.stringify(freed)]);
};

/** A task that a cancellation adds. */
export type AddedTask = IdentifiedTask & {
  /** Whether the task that it waits for has ended without success: it then waits until that one is run again. */
  readonly isHeldBack?: boolean;
};

export type CancellationTasks = {
  readonly orderNo: number;
  readonly clientId: string;
  readonly cancellationNo: number;
  /** The customer's membership account; null when no task changes it. */
  readonly accountId: number | null;
  readonly receivedAt: string;
  readonly tasks: readonly AddedTask[];
};

// A task that needs a customer whose personal data was replaced is there for people to see, and is never run.
const INSERT = `
with added as (
  insert into tasks (order_no, client_id, cancellation_no, task_id, position, type, key, payload, line_ids, because, rule_ids,
                     depends_on, open_dependencies, blocked, status, cause, finished_at, account_id, created_at)
  select $1, $2, $3, t.task_id, last.position + 1 + t.position, t.type, t.key, t.payload, t.line_ids, t.because, t.rule_ids,
         t.depends_on, cardinality(t.also_depends_on) + 1, t.depends_on is not null and not s.is_skipped,
         case when s.is_skipped then 'skipped' else 'pending' end, case when s.is_in_vain then $7::jsonb end,
         case when s.is_skipped then $5::timestamptz end, case when t.type = 'membership' then $4::bigint end, $5
  from orders o cross join (select coalesce(max(position), -1) as position from tasks where order_no = $1) as last
    cross join jsonb_to_recordset($6)
      as t(task_id uuid, position int, type text, key text, payload jsonb, line_ids text[], because jsonb, rule_ids text[],
           depends_on uuid, also_depends_on uuid[], is_held_back boolean)
    cross join lateral (select o.erased_at is not null and needs_customer(t.type, t.payload, true) as is_in_vain) as v
    cross join lateral (select v.is_in_vain, v.is_in_vain or t.is_held_back as is_skipped) as s
  where o.order_no = $1
  returning task_id, type, rule_ids, status = 'pending' and not blocked as is_free
), dependencies as (
  insert into further_dependencies (task_id, depends_on)
  select t.task_id, d.depends_on
  from jsonb_to_recordset($6) as t(task_id uuid, also_depends_on uuid[]), unnest(t.also_depends_on) as d(depends_on)
), terms as (
  insert into order_terms (client_id, kind, term, order_no)
  select distinct $2, 'rule', r.rule_id, $1::bigint from added a, unnest(a.rule_ids) as r(rule_id)
  on conflict do nothing
)
select a.task_id, a.type, o.order_id from added a, orders o where a.is_free and o.order_no = $1`;

const addedRow = (task: AddedTask, position: number) => ({
  ...newTaskRow(task, position),
  is_held_back: task.isHeldBack ?? false,
});

/**
 * Adds the tasks of a cancellation after the order's other ones.
 * @returns those that wait for nothing, to be published after the commit
 */
export const insertCancellationTasks = async (
  tx: Sql,
  { orderNo, clientId, cancellationNo, accountId, receivedAt, tasks }: CancellationTasks,
): Promise<Publishable[]> => {
  if (tasks.length === 0) return [];
  const rows = JSON.stringify(tasks.map(addedRow));
  const values = [orderNo, clientId, cancellationNo, accountId, receivedAt, rows, ERASED];
  return tx.many(query(publishableRow, INSERT), values);
};
