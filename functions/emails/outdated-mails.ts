/** Mails about the end of a membership that goes on, or ended otherwise, since the mail was made. */
import * as z from "zod";
import { query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { EmailTask } from "./prepare-email.ts";

const taskRow = rowOf({ taskId: z.uuid() });

/**
 * Skips mails about an end which is no longer so.
 * @param tasks locked
 * @returns the other tasks
 */
export const skipOutdated = async (
  tx: Sql,
  tasks: readonly EmailTask[],
  at: string,
): Promise<readonly EmailTask[]> => {
  const aboutEnds = tasks.filter(({ payload }) => payload.membership !== undefined);
  if (aboutEnds.length === 0) return tasks;
  const outdated = await tx.many(
    query(
      taskRow,
      `select t.task_id
       from tasks t join orders o using (order_no)
       left join membership_accounts a on a.client_id = o.client_id and a.customer_id = o.customer_id
       where t.task_id = any($1) and (
         (a.expires_at = (t.payload -> 'membership' ->> 'endsAt')::timestamptz
           and a.status = case t.payload ->> 'template' when 'membership-ending' then 'active' else 'inactive' end
           and (a.status = 'inactive' or a.expires_at > $2)) is not true)`,
    ),
    [aboutEnds.map(({ taskId }) => taskId), at],
  );
  const skipped = new Set(outdated.map(({ taskId }) => taskId));
  if (skipped.size === 0) return tasks;
  await tx.execute(
    `update tasks set status = 'skipped', finished_at = $2, cause = '{"code": "outdated"}', not_before = null,
                      postponements = 0, postponed_since = null
     where task_id = any($1) and status in ('pending', 'queued')`,
    [[...skipped], at],
  );
  return tasks.filter(({ taskId }) => !skipped.has(taskId));
};
