/** Tasks as the API shows them, and running them again on request. */
import * as z from "zod";
import { type Because, TASK_STATUSES, type TaskStatus } from "../domain/task.ts";
import { TASK_TYPES, type TaskPayload, type TaskResult, type TaskType } from "../tasks/registry.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";
import type { Publishable } from "./tasks.ts";

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
  finishedAt: instant.nullable(),
  retriedAt: z.array(instant).readonly(),
});
export type TaskView = z.infer<typeof taskView>;

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
            queued_at, finished_at,
            array(select to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from task_retries r
                  where r.task_id = tasks.task_id order by 1) as retried_at
     from tasks where order_no = any($1) order by order_no desc, position, created_at, task_id`,
    ),
    [orderNos],
  );

const statusRow = rowOf({ status: z.enum(TASK_STATUSES), type: z.enum(TASK_TYPES) });

/** The result of a request to run a task again. */
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
    .maybeOne(
      query(
        statusRow,
        `select t.status, t.type from tasks t join orders o using (order_no)
       where t.task_id = $1 and o.client_id = $2 and o.order_id = $3 for update of t`,
      ),
      [input.taskId, input.clientId, input.orderId],
    )
    .then(async (task): Promise<ReopenResult> => {
      if (task === undefined) return { kind: "unknown" };
      if (task.status !== "failed" && task.status !== "rejected")
        return { kind: "refused", status: task.status };
      await tx.execute(
        `update tasks set status = 'pending', reason = null, finished_at = null, not_before = null,
                          attempts_before = attempts, postponements = 0, postponed_since = null
         where task_id = $1`,
        [input.taskId],
      );
      // A mail whose outcome is unknown is sent once more when a person asks for it.
      await tx.execute("update emails set unknown_sends = least(unknown_sends, 1) where task_id = $1", [
        input.taskId,
      ]);
      await tx.execute("insert into task_retries (task_id, requested_at, requested_by) values ($1, $2, $3)", [
        input.taskId,
        input.now,
        input.requestedBy,
      ]);
      return { kind: "accepted", task: { taskId: input.taskId, type: task.type, orderId: input.orderId } };
    });
