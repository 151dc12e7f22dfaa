/** SQL of memberships that end: one statement per step and batch. */
import * as z from "zod";
import { instant, query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";

const settingsRow = rowOf({ version: z.int(), endingMail: z.boolean(), endedMail: z.boolean() });
/** Which mails the rulebook in force wants. */
export type MembershipMails = z.infer<typeof settingsRow>;

/** The settings of the rulebook in force; undefined when there is none. */
export const findMembershipMails = (sql: Sql, now: string): Promise<MembershipMails | undefined> =>
  sql.maybeOne(
    query(
      settingsRow,
      `select version, coalesce((program -> 'memberships' ->> 'endingMail')::boolean, false) as ending_mail,
              coalesce((program -> 'memberships' ->> 'endedMail')::boolean, false) as ended_mail
       from rulebooks where version = (
         select version from rulebook_schedule where effective_from <= $1
         order by effective_from desc, activation_id desc limit 1)`,
    ),
    [now],
  );

/**
 * An open task that was accepted before the end of the paid time: its change takes effect before it, and may extend it. One
 * that was accepted later starts a new membership.
 */
const MAY_BE_EXTENDED = `exists (
  select from tasks t where t.account_id = a.account_id and t.status in ('pending', 'queued') and t.created_at <= a.expires_at)`;

const accountRow = rowOf({ accountId: z.int() });

const accountIds = (rows: readonly { accountId: number }[]): number[] =>
  rows.map(({ accountId }) => accountId);

/**
 * Locks accounts whose paid time is over, those that ended first first. Accounts that another transaction has locked are
 * skipped: an order of theirs is being accepted, or a change applied.
 */
export const lockToEnd = async (tx: Sql, now: string, limit: number): Promise<number[]> =>
  accountIds(
    await tx.many(
      query(
        accountRow,
        `select account_id from membership_accounts a
         where status = 'active' and expires_at <= $1 and not ${MAY_BE_EXTENDED}
         order by expires_at limit $2 for update of a skip locked`,
      ),
      [now, limit],
    ),
  );

/** Locks accounts whose paid time is over soon and which no mail has been made about. */
export const lockToRemind = async (
  tx: Sql,
  { now, before, limit }: { readonly now: string; readonly before: string; readonly limit: number },
): Promise<number[]> =>
  accountIds(
    await tx.many(
      query(
        accountRow,
        `select account_id from membership_accounts a
         where status = 'active' and ending_mail_for is distinct from expires_at and expires_at > $1 and expires_at <= $2
           and not ${MAY_BE_EXTENDED}
         order by expires_at limit $3 for update of a skip locked`,
      ),
      [now, before, limit],
    ),
  );

const endRow = rowOf({ accountId: z.int(), orderNo: z.int(), plan: z.string(), expiresAt: instant });
/** The end of a membership. */
export type MembershipEnd = z.infer<typeof endRow>;

/** The order that changed an account last. */
const LAST_ORDER = `(select order_no from membership_events e where e.account_id = a.account_id
  order by event_id desc limit 1)`;

/**
 * Ends memberships whose accounts are locked, each with an event at the end of its paid time. A task that was accepted
 * between the search and the lock is seen here.
 */
export const endLocked = (tx: Sql, locked: readonly number[]): Promise<MembershipEnd[]> =>
  tx.many(
    query(
      endRow,
      `with ended as (
         update membership_accounts a set status = 'inactive', ran_out = true
         where account_id = any($1) and not ${MAY_BE_EXTENDED}
         returning account_id, ${LAST_ORDER} as order_no, plan, expires_at
       ), events as (
         insert into membership_events (account_id, order_no, change, plan_before, expires_at, at)
         select account_id, order_no, 'expire', plan, expires_at, expires_at from ended order by expires_at, account_id
       )
       select * from ended`,
    ),
    [locked],
  );

/** What a mail is about: that a membership ends soon, or that it has ended. */
export type MailAbout = "ending" | "ended";

/**
 * Makes the mails about the ends of memberships whose accounts are locked: a task of the order that changed the membership
 * last, once for each end. The relay publishes them. Erased customers get none.
 * @param mail.shortest a membership of this time or a shorter one gets no mail; a Postgres interval
 * @returns how many
 */
export const insertMails = (
  tx: Sql,
  mail: {
    readonly about: MailAbout;
    readonly accountIds: readonly number[];
    readonly version: number;
    readonly now: string;
    readonly shortest: string;
  },
): Promise<number> =>
  tx.execute(
    `with due as (
       update membership_accounts a set ${mail.about}_mail_for = expires_at
       where account_id = any($1) and ${mail.about}_mail_for is distinct from expires_at
       returning ${LAST_ORDER} as order_no, plan, expires_at, expires_at - since > $5::interval and erased_at is null as is_wanted
     ), mail as (
       select order_no, plan, to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ends_at
       from due where is_wanted
     )
     insert into tasks (task_id, order_no, position, type, key, payload, line_ids, because, rule_ids, is_event, created_at)
     select gen_random_uuid(), order_no,
            (select coalesce(max(position) + 1, 0) from tasks t where t.order_no = mail.order_no),
            'email', 'membership:' || $2::text || ':' || ends_at,
            jsonb_build_object('template', 'membership-' || $2::text,
                               'membership', jsonb_build_object('plan', plan, 'endsAt', ends_at)),
            '{}',
            jsonb_build_array(jsonb_build_object('ruleId', 'memberships', 'explanation',
              format('memberships.%sMail of rulebook %s: %s ends at %s', $2::text, $3::integer, plan, ends_at))),
            '{}', true, $4::timestamptz
     from mail`,
    [mail.accountIds, mail.about, mail.version, mail.now, mail.shortest],
  );
