/** Lists of tasks over many orders, and their groups by cause. */
import * as z from "zod";
import type { Cause } from "../domain/cause.ts";
import { TASK_STATUSES } from "../domain/task.ts";
import { TASK_TYPES, type TaskPayload, type TaskType } from "../tasks/registry.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";
import { excludesDone, type TaskFilter, taskCondition } from "./task-filter.ts";

const listedTask = rowOf({
  orderNo: z.int(),
  orderId: z.string(),
  clientId: z.string(),
  taskId: z.uuid(),
  type: z.enum(TASK_TYPES),
  status: z.enum(TASK_STATUSES),
  payload: json<TaskPayload[TaskType]>(),
  lineIds: z.array(z.string()).readonly(),
  attempts: z.int(),
  attemptsLogged: z.int(),
  reason: z.string().nullable(),
  lastError: z.string().nullable(),
  cause: json<Cause | null>(),
  createdAt: instant,
  queuedAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  notBefore: instant.nullable(),
  cancellationId: z.string().nullable(),
});
export type ListedTask = z.infer<typeof listedTask>;

const LISTED = `select t.order_no, o.order_id, o.client_id, t.task_id, t.type, t.status, t.payload, t.line_ids, t.attempts,
  t.attempts_logged, t.reason, t.last_error, t.cause, t.created_at, t.queued_at, t.finished_at, t.not_before,
  (select c.cancellation_id from cancellations c where c.cancellation_no = t.cancellation_no) as cancellation_id,
  (select a.started_at from task_attempts a where a.task_id = t.task_id and a.no = t.attempts_logged) as started_at
from tasks t join orders o using (order_no)`;

/** The last task of a page. */
export type TaskPosition = { readonly orderNo: number; readonly taskId: string };

/** Tasks by the acceptance of their orders, newest first. */
export const findTasks = (
  sql: Sql,
  filter: TaskFilter,
  { after, limit }: { readonly after: TaskPosition | undefined; readonly limit: number },
): Promise<ListedTask[]> => {
  const { text, values } = taskCondition(filter);
  const [order, task, max] = [1, 2, 3].map((index) => `$${values.length + index}`);
  return sql.many(
    query(
      listedTask,
      `${LISTED} where ${text} and (${order}::bigint is null or t.order_no <= ${order})
         and (${order}::bigint is null or t.order_no < ${order} or t.task_id > ${task})
       order by t.order_no desc, t.task_id limit ${max}`,
    ),
    [...values, after?.orderNo ?? null, after?.taskId ?? null, limit],
  );
};

/** A task of a client, or with undefined of any. */
export const findTask = (
  sql: Sql,
  clientId: string | undefined,
  taskId: string,
): Promise<ListedTask | undefined> =>
  sql.maybeOne(
    query(listedTask, `${LISTED} where t.task_id = $1 and ($2::text is null or o.client_id = $2)`),
    [taskId, clientId ?? null],
  );

const sampleRow = z.object({
  clientId: z.string(),
  orderId: z.string(),
  taskId: z.uuid(),
  reason: z.string().nullable(),
});

const groupRow = rowOf({
  cause: json<Cause | null>(),
  type: z.enum(TASK_TYPES),
  status: z.enum(TASK_STATUSES),
  count: z.int(),
  orders: z.int(),
  first: instant,
  last: instant,
  sample: z.array(sampleRow).readonly(),
});
export type TaskGroup = z.infer<typeof groupRow>;

/** Without a status: what needs attention, and what was postponed. */
const TROUBLED =
  "(t.status in ('rejected', 'failed') or (t.status in ('pending', 'queued') and t.cause is not null))";

const SAMPLE_SIZE = 3;

/** Tasks grouped by cause, type and status, the largest group first. A group's sample is its newest tasks. */
export const groupTasks = (
  sql: Sql,
  filter: TaskFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<TaskGroup[]> => {
  const { text, values } = taskCondition(filter, true);
  const condition = excludesDone(filter) ? text : `${text} and ${TROUBLED}`;
  return sql.many(
    query(
      groupRow,
      `with grouped as (
         select t.cause, t.type, t.status, count(*)::int as count, count(distinct t.order_no)::int as orders,
                min(coalesce(t.finished_at, t.postponed_since, t.created_at)) as first,
                max(coalesce(t.finished_at, t.postponed_since, t.created_at)) as last,
                (array_agg(t.task_id order by t.order_no desc, t.task_id))[1:${SAMPLE_SIZE}] as newest
         from tasks t join orders o using (order_no)
         where ${condition}
         group by t.cause, t.type, t.status
         order by count(*) desc, t.type, t.status, t.cause
         offset $${values.length + 1} limit $${values.length + 2}
       )
       select cause, type, status, count, orders, first, last, array(
         select jsonb_build_object('clientId', o.client_id, 'orderId', o.order_id, 'taskId', t.task_id,
                                   'reason', coalesce(t.reason, t.last_error))
         from tasks t join orders o using (order_no) where t.task_id = any(newest) order by t.order_no desc, t.task_id
       ) as sample
       from grouped order by count desc, type, status, cause`,
    ),
    [...values, offset, limit],
  );
};
