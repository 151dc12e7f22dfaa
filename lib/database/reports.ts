/** The data of reports: packing slips, memberships, commission entries. */
import { COMMISSION_ROLES } from "../domain/commission.ts";
import { MEMBERSHIP_EVENTS, type Membership } from "../domain/membership.ts";
import type { Slip } from "../domain/slip.ts";
import * as z from "zod";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A packing slip of one of the client's orders, as it was issued. */
export const findSlip = async (sql: Sql, clientId: string, number: string): Promise<Slip | undefined> =>
  (
    await sql.maybeOne(
      query(
        slipRow,
        `select s.document from packing_slips s join orders o using (order_no)
       where s.number = $2 and o.client_id = $1`,
      ),
      [clientId, number],
    )
  )?.document;

const slipRow = rowOf({ document: json<Slip>() });

const membershipRow = rowOf({
  accountId: z.int(),
  status: z.enum(["none", "active", "inactive"]),
  plan: z.string().nullable(),
  since: instant.nullable(),
  expiresAt: instant.nullable(),
  ranOut: z.boolean(),
});

const membershipEvent = rowOf({
  change: z.enum(MEMBERSHIP_EVENTS),
  planBefore: z.string().nullable(),
  planAfter: z.string().nullable(),
  orderId: z.string(),
  at: instant,
});
type MembershipEvent = z.infer<typeof membershipEvent>;

export type MembershipRecord = {
  readonly membership: Membership;
  readonly history: readonly MembershipEvent[];
};

/** The membership of a client's customer with its history, or undefined when the customer never had one. */
export const findMembership = async (
  sql: Sql,
  clientId: string,
  customerId: string,
): Promise<MembershipRecord | undefined> => {
  const account = await sql.maybeOne(
    query(
      membershipRow,
      `select account_id, status, plan, since, expires_at, ran_out
     from membership_accounts where client_id = $1 and customer_id = $2`,
    ),
    [clientId, customerId],
  );
  if (account === undefined) return undefined;
  const { accountId, ...membership } = account;
  const history = await sql.many(
    query(
      membershipEvent,
      `select e.change, e.plan_before, e.plan_after, o.order_id, e.at
     from membership_events e join orders o using (order_no) where e.account_id = $1 order by e.event_id`,
    ),
    [accountId],
  );
  return { membership, history };
};

const commissionLine = rowOf({
  entryId: z.string(),
  orderId: z.string(),
  lineId: z.string(),
  role: z.enum(COMMISSION_ROLES),
  paidAt: instant,
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  base: z.int(),
  rateBps: z.int(),
  amount: z.int(),
});
export type CommissionLine = z.infer<typeof commissionLine>;

/** A month of an agent's commission on a client's orders. `month` is `2026-11`, a month of the given time zone. */
export type CommissionMonth = {
  readonly clientId: string;
  readonly agentId: string;
  readonly month: string;
  readonly zone: string;
};

const ENTRIES =
  "commission_entries c join orders o using (order_no) join order_lines l using (order_no, line_id)";
const IN_MONTH = `c.agent_id = $2 and o.client_id = $1
       and c.paid_at >= (($3 || '-01')::timestamp at time zone $4)
       and c.paid_at < ((($3 || '-01')::timestamp + interval '1 month') at time zone $4)`;

const valuesOf = ({ clientId, agentId, month, zone }: CommissionMonth) => [clientId, agentId, month, zone];

const commissionTotals = rowOf({
  currency: z.string(),
  orders: z.int(),
  units: z.number(),
  sales: z.number(),
  commission: z.number(),
});
export type CommissionTotals = z.infer<typeof commissionTotals>;

/**
 * The totals of a month, one row per currency. A line that the agent earns on in several roles is sold once. A sum beyond the
 * safe integers is rounded.
 */
export const sumCommission = (sql: Sql, wanted: CommissionMonth): Promise<CommissionTotals[]> =>
  sql.many(
    query(
      commissionTotals,
      `select currency, count(distinct order_no)::integer as orders, sum(quantity)::float8 as units,
            sum(base)::float8 as sales, sum(amount)::float8 as commission
     from (
       select c.currency, c.order_no, max(l.quantity) as quantity, max(c.base) as base, sum(c.amount) as amount
       from ${ENTRIES} where ${IN_MONTH} group by c.currency, c.order_no, c.line_id
     ) sold group by currency order by currency`,
    ),
    valuesOf(wanted),
  );

// The first comparison is read from the index; the second one cuts the order of the entry.
const AFTER = `and (c.paid_at, c.order_no) >= (select paid_at, order_no from commission_entries where entry_id = $7)
       and (c.paid_at, c.order_no, l.position, c.role) > (
         select e.paid_at, e.order_no, line.position, e.role
         from commission_entries e join order_lines line using (order_no, line_id) where e.entry_id = $7)`;

/**
 * The entries of a month in one currency, in the order of payment.
 * @param page at most `limit` entries, after the entry `after` when there is one
 */
export const listCommission = (
  sql: Sql,
  wanted: CommissionMonth & { readonly currency: string },
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<CommissionLine[]> =>
  sql.many(
    query(
      commissionLine,
      `select c.entry_id, o.order_id, c.line_id, c.role, c.paid_at, l.sku, l.title, l.quantity, c.base, c.rate_bps, c.amount
     from ${ENTRIES} where ${IN_MONTH} and c.currency = $5
       ${after === undefined ? "" : AFTER}
     order by c.paid_at, c.order_no, l.position, c.role limit $6`,
    ),
    [...valuesOf(wanted), wanted.currency, limit, ...(after === undefined ? [] : [after])],
  );
