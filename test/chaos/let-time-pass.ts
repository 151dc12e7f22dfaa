/** What the product waits minutes for, a chaos run has now. */
import type { Owner } from "./stack/owner.ts";

/** Brings forward the tasks that were postponed, and ends the pause of all mails and of all connections. */
export const letTimePass = (owner: Owner): Promise<void> =>
  owner.run(async (client) => {
    await client.query(
      "update mail_sending set paused_until = now(), next_send_at = now(), failures = 0, learned_rate = null",
    );
    await client.query("update connections set paused_until = null where paused_until > now()");
    await client.query(
      `with due as (
         select task_id from tasks where status in ('pending', 'queued') and not_before > now() for update skip locked)
       update tasks set not_before = now() from due where tasks.task_id = due.task_id`,
    );
  });
