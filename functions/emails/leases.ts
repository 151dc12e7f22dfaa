/**
 * The SQL of leases. A lease on a mail is committed before SES is called, so that a later attempt, also after a crash, sees
 * that the mail may have been sent.
 */
import * as z from "zod";
import { instant, query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { MAX_UNKNOWN_SENDS } from "./postponement.ts";

const earlierSends = rowOf({ taskId: z.uuid(), leasedUntil: instant.nullable(), usedUp: z.boolean() });
type EarlierSends = z.infer<typeof earlierSends>;
const sentMail = rowOf({ taskId: z.uuid(), messageId: z.string(), possibleDuplicate: z.boolean() });
const releasedLease = rowOf({ taskId: z.uuid(), unknownSends: z.int() });

export type Lease = {
  /** Identifies the batch that holds the lease; column `claim`. */
  readonly leaseId: string;
  readonly from: string;
  readonly until: string;
};

/**
 * What is known of earlier sends, by task: the end of an active lease, and whether as many sends have an unknown outcome as
 * are permitted. The tasks must be locked, so that no lease is taken concurrently: a lease that ended without a result is
 * a send with an unknown outcome.
 */
export const findEarlierSends = async (
  tx: Sql,
  taskIds: readonly string[],
  now: string,
): Promise<ReadonlyMap<string, EarlierSends>> => {
  const rows = await tx.many(
    query(
      earlierSends,
      `select task_id, case when claimed_until > $2 then claimed_until end as leased_until,
              sent_at is null and unknown_sends + (claim is not null)::int >= $3 as used_up
       from emails where task_id = any($1)`,
    ),
    [taskIds, now, MAX_UNKNOWN_SENDS],
  );
  return new Map(rows.map((row) => [row.taskId, row]));
};

/** Takes leases. A previous lease without a result is logged as an attempt and marks the mail as a possible duplicate. */
export const takeLeases = async (
  tx: Sql,
  lease: Lease,
  mails: readonly { taskId: string; template: string; recipient: string }[],
): Promise<void> => {
  await tx.execute(
    `with mail as (
       select * from jsonb_to_recordset($1) as m("taskId" uuid, template text, recipient text)
     ), lost as (
       update tasks t set attempts_logged = t.attempts_logged + 1
       from mail m cross join lateral (select claim, claimed_until from emails where task_id = m."taskId" offset 0) as e
       where t.task_id = any(array(select "taskId" from mail)) and t.task_id = m."taskId" and e.claim is not null
       returning t.task_id, t.attempts_logged, e.claimed_until
     ), logged as (
       insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail)
       select task_id, attempts_logged, claimed_until - ($3::timestamptz - $4::timestamptz), claimed_until, 'unknown',
              'the invocation ended without a result'
       from lost
     )
     insert into emails (task_id, template, recipient, claim, claimed_until)
     select "taskId", template, recipient, $2, $3 from mail
     on conflict (task_id) do update
     set possible_duplicate = emails.possible_duplicate or emails.claim is not null,
         unknown_sends = emails.unknown_sends + (emails.claim is not null)::int,
         claim = excluded.claim, claimed_until = excluded.claimed_until`,
    [JSON.stringify(mails), lease.leaseId, lease.until, lease.from],
  );
};

/** Locks the tasks before their mails, in the same order as leasing does, so that the two cannot deadlock. */
export const lockTaskRows = async (tx: Sql, taskIds: readonly string[]): Promise<void> => {
  await tx.execute("select 1 from tasks where task_id = any($1) order by task_id for update", [taskIds]);
};

/**
 * Records the mails that SES accepted, also when the lease was lost meanwhile. The first result recorded counts.
 * @returns for each mail recorded, whether the customer may have received it twice
 */
export const recordSent = (
  tx: Sql,
  sent: readonly { taskId: string; messageId: string }[],
  now: string,
): Promise<z.infer<typeof sentMail>[]> =>
  tx.many(
    query(
      sentMail,
      `with s as (select * from jsonb_to_recordset($1) as s("taskId" uuid, "messageId" text))
     update emails e set ses_message_id = s."messageId", sent_at = $2, claim = null, claimed_until = null
     from s
     where e.task_id = any(array(select "taskId" from s)) and e.task_id = s."taskId" and e.sent_at is null
     returning e.task_id, e.ses_message_id as message_id, e.possible_duplicate`,
    ),
    [JSON.stringify(sent), now],
  );

/**
 * Releases the leases on mails that SES did not accept. When the outcome is uncertain, the mail is marked as a possible
 * duplicate, because the next attempt may send it twice.
 * @returns the number of sends with an unknown outcome by task, of the tasks whose lease was still held; the others belong
 * to a new lease
 */
export const releaseLeases = async (
  tx: Sql,
  leaseId: string,
  mails: readonly { taskId: string; uncertain: boolean }[],
): Promise<Map<string, number>> => {
  const rows = await tx.many(
    query(
      releasedLease,
      `with m as (select * from jsonb_to_recordset($1) as m("taskId" uuid, uncertain boolean))
     update emails e set claim = null, claimed_until = null, possible_duplicate = e.possible_duplicate or m.uncertain,
                        unknown_sends = e.unknown_sends + m.uncertain::int
     from m
     where e.task_id = any(array(select "taskId" from m)) and e.task_id = m."taskId" and e.claim = $2
     returning e.task_id, e.unknown_sends`,
    ),
    [JSON.stringify(mails), leaseId],
  );
  return new Map(rows.map(({ taskId, unknownSends }) => [taskId, unknownSends]));
};

const candidateRow = rowOf({ taskId: z.uuid(), unknownSends: z.int() });
/** A mail that can be sent now. */
export type Candidate = z.infer<typeof candidateRow>;

/** The tasks among the given ones whose mails can be sent now, those that were not sent before first. Locks nothing. */
export const findCandidates = (sql: Sql, taskIds: readonly string[], now: string): Promise<Candidate[]> =>
  sql.many(
    query(
      candidateRow,
      `select t.task_id, coalesce(e.unknown_sends + (e.claim is not null)::int, 0) as unknown_sends
     from tasks t left join emails e using (task_id)
     where t.task_id = any($1) and t.type = 'email' and t.status in ('pending', 'queued', 'failed') and not t.blocked
       and (t.not_before is null or t.not_before <= $2) and (e.claimed_until is null or e.claimed_until <= $2)
     order by 2`,
    ),
    [taskIds, now],
  );
