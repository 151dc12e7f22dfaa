/**
 * The SQL of sending a mail once. A claim is a lease on a mail: taken and committed before SES is called, so that
 * whoever comes later, after a crash too, sees that the mail may be on its way.
 */
import type { Sql } from "../../lib/database/sql.ts";

/** Leases that are still running, by task. The tasks are locked, so none can begin meanwhile. */
export const findActiveLeases = async (
  tx: Sql,
  taskIds: readonly string[],
  now: string,
): Promise<Map<string, string>> => {
  const rows = await tx.many<{ taskId: string; until: string }>(
    `select task_id as "taskId", claimed_until as until from emails where task_id = any($1) and claimed_until > $2`,
    [taskIds, now],
  );
  return new Map(rows.map(({ taskId, until }) => [taskId, until]));
};

/** Takes leases. One that another left behind without an outcome means that the mail may have been sent already. */
export const takeLeases = async (
  tx: Sql,
  lease: { claim: string; until: string },
  mails: readonly { taskId: string; template: string; recipient: string }[],
): Promise<void> => {
  await tx.many(
    `insert into emails (task_id, template, recipient, claim, claimed_until)
     select "taskId", template, recipient, $2, $3
     from jsonb_to_recordset($1) as m("taskId" uuid, template text, recipient text)
     on conflict (task_id) do update
     set possible_duplicate = emails.possible_duplicate or emails.claim is not null,
         claim = excluded.claim, claimed_until = excluded.claimed_until`,
    [JSON.stringify(mails), lease.claim, lease.until],
  );
};

/** Locks the tasks before their mails, as claiming does, so that the two cannot deadlock. */
export const lockTaskRows = async (tx: Sql, taskIds: readonly string[]): Promise<void> => {
  await tx.many("select 1 from tasks where task_id = any($1) order by task_id for update", [taskIds]);
};

/**
 * Records what SES took, also when the lease was lost meanwhile: it is true all the same, and the first to say so counts.
 * @returns for each mail recorded, whether the customer may have got it twice
 */
export const recordSent = (
  tx: Sql,
  sent: readonly { taskId: string; messageId: string }[],
  now: string,
): Promise<{ taskId: string; messageId: string; possibleDuplicate: boolean }[]> =>
  tx.many(
    `update emails e set ses_message_id = s."messageId", sent_at = $2, claim = null, claimed_until = null
     from jsonb_to_recordset($1) as s("taskId" uuid, "messageId" text)
     where e.task_id = s."taskId" and e.sent_at is null
     returning e.task_id as "taskId", e.ses_message_id as "messageId", e.possible_duplicate as "possibleDuplicate"`,
    [JSON.stringify(sent), now],
  );

/**
 * Gives leases back after an answer that was not "taken". Without knowing whether SES took the mail, the next attempt
 * may send a duplicate, and the row remembers that.
 * @returns the tasks whose lease was still ours; what happened to the others is for their new holder to say
 */
export const releaseLeases = async (
  tx: Sql,
  claim: string,
  mails: readonly { taskId: string; uncertain: boolean }[],
): Promise<Set<string>> => {
  const rows = await tx.many<{ taskId: string }>(
    `update emails e set claim = null, claimed_until = null, possible_duplicate = e.possible_duplicate or m.uncertain
     from jsonb_to_recordset($1) as m("taskId" uuid, uncertain boolean)
     where e.task_id = m."taskId" and e.claim = $2
     returning e.task_id as "taskId"`,
    [JSON.stringify(mails), claim],
  );
  return new Set(rows.map((row) => row.taskId));
};
