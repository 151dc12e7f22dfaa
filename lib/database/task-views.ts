/** Tasks as the API shows them. */
import * as z from "zod";
import type { Cause } from "../domain/cause.ts";
import { type Because, TASK_STATUSES } from "../domain/task.ts";
import { TASK_TYPES, type TaskPayload, type TaskResult, type TaskType } from "../tasks/registry.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const taskView = rowOf({
  orderNo: z.int(),
  taskId: z.uuid(),
  type: z.enum(TASK_TYPES),
  status: z.enum(TASK_STATUSES),
  payload: json<TaskPayload[TaskType]>(),
  lineIds: z.array(z.string()).readonly(),
  because: json<readonly Because[]>(),
  dependsOn: z.uuid().nullable(),
  alsoDependsOn: z.array(z.uuid()).readonly(),
  attempts: z.int(),
  result: json<TaskResult[TaskType] | null>(),
  reason: z.string().nullable(),
  lastError: z.string().nullable(),
  createdAt: instant,
  queuedAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  notBefore: instant.nullable(),
  cause: json<Cause | null>(),
  attemptsLogged: z.int(),
  cancellationId: z.string().nullable(),
  retriedAt: z.array(instant).readonly(),
});
export type TaskView = z.infer<typeof taskView>;

/** When the last attempt of a task began. */
const STARTED_AT =
  "(select a.started_at from task_attempts a where a.task_id = tasks.task_id and a.no = attempts_logged)";

/** All tasks of some orders, each order's in their own order. */
export const listTasks = (sql: Sql, orderNos: readonly number[]): Promise<TaskView[]> =>
  sql.many(
    query(
      taskView,
      `select order_no, task_id, type, status, payload, line_ids, because,
            depends_on,
            case when open_dependencies is null then '{}' else array(
              select f.depends_on from further_dependencies f where f.task_id = tasks.task_id order by 1
            ) end as also_depends_on, attempts, result, reason, last_error, created_at,
            (select c.cancellation_id from cancellations c where c.cancellation_no = tasks.cancellation_no) as cancellation_id,
            queued_at, ${STARTED_AT} as started_at, finished_at, not_before, cause, attempts_logged,
            array(select to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from task_retries r
                  where r.task_id = tasks.task_id order by 1) as retried_at
     from tasks where order_no = any($1) order by order_no desc, position, created_at, task_id`,
    ),
    [orderNos],
  );
