/** The log of attempts, which is kept for ever. */
import * as z from "zod";
import type { Cause } from "../domain/cause.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export const ATTEMPT_OUTCOMES = ["done", "rejected", "failed", "postponed", "unknown"] as const;

const attemptRow = rowOf({
  taskId: z.uuid(),
  no: z.int(),
  startedAt: instant,
  endedAt: instant,
  outcome: z.enum(ATTEMPT_OUTCOMES),
  detail: z.string().nullable(),
  cause: json<Cause | null>(),
  /** The name of the key, or else its id, by which a person asked for the attempt. */
  requestedBy: z.string().nullable(),
});
export type LoggedAttempt = z.infer<typeof attemptRow>;

/** The last attempts of some tasks, each task's in their order. */
export const listAttempts = (
  sql: Sql,
  taskIds: readonly string[],
  maxPerTask: number,
): Promise<LoggedAttempt[]> =>
  sql.many(
    query(
      attemptRow,
      `select a.task_id, a.no, a.started_at, a.ended_at, a.outcome, a.detail, a.cause,
              (select coalesce(q.requested_by_name, r.requested_by)
               from task_retries r left join retry_requests q using (retry_id)
               where r.task_id = a.task_id and r.after_attempt < a.no
               order by r.after_attempt desc limit 1) as requested_by
       from tasks t join task_attempts a on a.task_id = t.task_id and a.no > t.attempts_logged - $2
       where t.task_id = any($1) order by a.task_id, a.no`,
    ),
    [taskIds, maxPerTask],
  );
