/** Mails about something that was cancelled while they were under way, and that SES has not taken. */
import type { Sql } from "../../lib/database/sql.ts";
import type { EmailTask } from "./prepare-email.ts";

/**
 * Skips mails that are not to be sent once more.
 * @param tasks locked
 * @returns the other tasks
 */
export const skipWithdrawn = async (
  tx: Sql,
  tasks: readonly EmailTask[],
  at: string,
): Promise<readonly EmailTask[]> => {
  const withdrawn = tasks.filter(({ payload }) => payload.isWithdrawn === true);
  if (withdrawn.length === 0) return tasks;
  await tx.execute(
    `update tasks set status = 'skipped', finished_at = $2, reason = null, cause = '{"code": "cancelled"}', not_before = null,
                      postponements = 0, postponed_since = null
     where task_id = any($1)`,
    [withdrawn.map(({ taskId }) => taskId), at],
  );
  return tasks.filter(({ payload }) => payload.isWithdrawn !== true);
};
