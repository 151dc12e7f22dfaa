/** The state of tasks around the sending of their messages. */
import type { Sql } from "./sql.ts";

/**
 * Marks tasks whose message SQS accepted as queued. A task that a handler already ended or postponed is not changed: only
 * the relay publishes a postponed task, and it does not publish queued ones. A task that a handler has locked is skipped,
 * because waiting for the lock could deadlock; it may get a second message.
 */
export const markQueued = async (sql: Sql, taskIds: readonly string[], now: string): Promise<void> => {
  if (taskIds.length === 0) return;
  await sql.execute(
    `with free as (
       select task_id from tasks
       where task_id = any($1) and status in ('pending', 'queued') and (not_before is null or not_before <= $2)
       for update skip locked
     )
     update tasks t set status = 'queued', queued_at = $2, send_unconfirmed = false
     from free where t.task_id = free.task_id`,
    [taskIds, now],
  );
};

/**
 * Returns tasks that were stored as queued, and whose message SQS did not accept, to the outbox. One that a handler has locked
 * or touched has its message after all.
 */
export const returnUnsent = async (sql: Sql, taskIds: readonly string[]): Promise<void> => {
  if (taskIds.length === 0) return;
  await sql.execute(
    `with unsent as (
       select task_id from tasks
       where task_id = any($1) and status = 'queued' and send_unconfirmed for update skip locked
     )
     update tasks t set status = 'pending', queued_at = null, send_unconfirmed = false
     from unsent where t.task_id = unsent.task_id`,
    [taskIds],
  );
};

/** Records that the messages of tasks exist, so that the relay does not send others. */
export const confirmSends = async (sql: Sql, taskIds: readonly string[]): Promise<void> => {
  await sql.execute(
    `with unconfirmed as (
       select task_id from tasks where task_id = any($1) and send_unconfirmed for update skip locked
     )
     update tasks t set send_unconfirmed = false from unconfirmed where t.task_id = unconfirmed.task_id`,
    [taskIds],
  );
};
