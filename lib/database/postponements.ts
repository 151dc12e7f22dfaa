/** Postponements of tasks. */
import type { Cause } from "../domain/cause.ts";
import type { Sql } from "./sql.ts";
import type { Attempt } from "./tasks.ts";

export type Postponement = {
  readonly taskId: string;
  readonly notBefore: string;
  readonly lastError: string;
  readonly cause?: Cause;
  /** Whether it uses up an attempt. A postponement for a reason outside the task uses up none. */
  readonly isAttempt?: boolean;
  /** The attempt that was postponed, which is logged; without it the task was not tried. */
  readonly attempt?: Attempt;
};

/** Returns tasks to the outbox until `notBefore`. A postponed task needs no message: the relay publishes it in time. */
export const postponeTasks = async (sql: Sql, postponements: readonly Postponement[]): Promise<void> => {
  if (postponements.length === 0) return;
  await sql.execute(
    `with postponement as (
       select * from jsonb_to_recordset($1)
         as p("taskId" uuid, "notBefore" timestamptz, "lastError" text, "isAttempt" boolean, cause jsonb, attempt jsonb)
     ), postponed as (
       update tasks t
       set status = 'pending', not_before = p."notBefore", last_error = p."lastError", cause = p.cause,
           attempts = t.attempts + coalesce(p."isAttempt", false)::int, postponements = t.postponements + 1,
           attempts_logged = t.attempts_logged + (p.attempt is not null)::int,
           postponed_since = coalesce(t.postponed_since, now())
       from postponement p
       where t.task_id = any(array(select "taskId" from postponement)) and t.task_id = p."taskId"
         and t.status in ('pending', 'queued')
       returning t.task_id, t.attempts_logged, p.attempt, p."isAttempt", p."lastError", p.cause
     )
     insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail, cause)
     select task_id, attempts_logged, least((attempt ->> 'startedAt')::timestamptz, (attempt ->> 'endedAt')::timestamptz),
            (attempt ->> 'endedAt')::timestamptz, case when "isAttempt" then 'unknown' else 'postponed' end,
            "lastError", cause
     from postponed where attempt is not null`,
    [JSON.stringify(postponements)],
  );
};
