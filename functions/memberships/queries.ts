/** SQL of memberships: one statement per batch. */
import { MEMBERSHIP_EVENTS, type Membership, type MembershipEventKind } from "../../lib/domain/membership.ts";
import type { CancelledChange, PastChange } from "../../lib/domain/take-back.ts";
import * as z from "zod";
import { instant, json, query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";

const accountRow = rowOf({
  accountId: z.int(),
  status: z.enum(["none", "active", "inactive"]),
  plan: z.string().nullable(),
  since: instant.nullable(),
  expiresAt: instant.nullable(),
  paidFrom: instant.nullable(),
  paidMonths: z.int().nullable(),
  paidDays: z.int().nullable(),
  ranOut: z.boolean(),
  lastOrderNo: z.int().nullable(),
});
export type AccountRow = Membership & {
  readonly accountId: number;
  /** The order of the last event; null before the first. */
  readonly lastOrderNo: number | null;
};

const retryRow = rowOf({ taskId: z.uuid(), requestedAt: instant });

/** The current state of the accounts, whose rows the caller has locked. */
export const findAccounts = async (tx: Sql, accountIds: readonly number[]): Promise<AccountRow[]> => {
  const rows = await tx.many(
    query(
      accountRow,
      `select account_id, status, plan, since, expires_at, paid_from, paid_months, paid_days, ran_out,
            (select order_no from membership_events e where e.account_id = a.account_id
             order by event_id desc limit 1) as last_order_no
     from membership_accounts a where account_id = any($1)`,
    ),
    [accountIds],
  );
  return rows.map(({ paidFrom, paidMonths, paidDays, ...account }) =>
    paidFrom === null || paidMonths === null || paidDays === null
      ? account
      : { ...account, paid: { from: paidFrom, months: paidMonths, days: paidDays } },
  );
};

const pastRow = rowOf({
  accountId: z.int(),
  taskId: z.uuid().nullable(),
  change: z.enum(MEMBERSHIP_EVENTS),
  planBefore: z.string().nullable(),
  planAfter: z.string().nullable(),
  period: z.string().nullable(),
  cancels: json<CancelledChange | null>(),
});

/** The history of each of the accounts, in order. */
export const findHistories = async (
  tx: Sql,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, readonly PastChange[]>> => {
  if (accountIds.length === 0) return new Map();
  const rows = await tx.many(
    query(
      pastRow,
      `select e.account_id, e.task_id, e.change, e.plan_before, e.plan_after, t.payload ->> 'period' as period,
              t.payload -> 'cancels' as cancels
       from membership_events e left join tasks t using (task_id)
       where e.account_id = any($1) order by e.event_id`,
    ),
    [accountIds],
  );
  const events = rows.map(({ period, cancels, ...event }) => ({
    ...event,
    period: period ?? undefined,
    cancels: cancels ?? undefined,
  }));
  const byAccount = Map.groupBy(events, ({ accountId }) => accountId);
  return new Map(accountIds.map((accountId) => [accountId, byAccount.get(accountId) ?? []]));
};

/** The instants of the last requests to run these tasks again; none for a task without a request. */
export const findRetries = (
  tx: Sql,
  taskIds: readonly string[],
): Promise<{ taskId: string; requestedAt: string }[]> =>
  tx.many(
    query(
      retryRow,
      `select task_id, max(requested_at) as requested_at
     from task_retries where task_id = any($1) group by task_id`,
    ),
    [taskIds],
  );

const savedAccount = ({ paid, ranOut = false, lastOrderNo: _no, ...account }: AccountRow) => ({
  ...account,
  ranOut,
  paidFrom: paid?.from,
  paidMonths: paid?.months,
  paidDays: paid?.days,
});

export const saveAccounts = async (tx: Sql, accounts: readonly AccountRow[]): Promise<void> => {
  await tx.execute(
    `with n as (
       select * from jsonb_to_recordset($1)
         as n("accountId" bigint, status text, plan text, since timestamptz, "expiresAt" timestamptz,
              "paidFrom" timestamptz, "paidMonths" int, "paidDays" int, "ranOut" boolean)
     )
     update membership_accounts a
     set status = n.status, plan = n.plan, since = n.since, expires_at = n."expiresAt",
         paid_from = n."paidFrom", paid_months = n."paidMonths", paid_days = n."paidDays",
         ran_out = n."ranOut"
     from n
     where a.account_id = any(array(select "accountId" from n)) and a.account_id = n."accountId"`,
    [JSON.stringify(accounts.map(savedAccount))],
  );
};

export type NewEvent = {
  /** Null for `expire`. */
  readonly taskId: string | null;
  readonly accountId: number;
  readonly orderNo: number;
  readonly change: MembershipEventKind;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  readonly expiresAt: string | null;
  readonly at: string;
};

/** Adds to the history, in the order given. */
export const insertEvents = async (tx: Sql, events: readonly NewEvent[]): Promise<void> => {
  await tx.execute(
    `insert into membership_events (task_id, account_id, order_no, change, plan_before, plan_after, expires_at, at)
     select "taskId", "accountId", "orderNo", change, "planBefore", "planAfter", "expiresAt", at
     from jsonb_to_recordset($1)
       as e(position int, "taskId" uuid, "accountId" bigint, "orderNo" bigint, change text, "planBefore" text,
            "planAfter" text, "expiresAt" timestamptz, at timestamptz)
     order by position`,
    [JSON.stringify(events.map((event, position) => ({ position, ...event })))],
  );
};
