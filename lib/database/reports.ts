/** The data of reports: packing slips, memberships, commission entries. */
import { MEMBERSHIP_CHANGES, type Membership } from "../domain/membership.ts";
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
});

const membershipEvent = rowOf({
  change: z.enum(MEMBERSHIP_CHANGES),
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
      `select account_id, status, plan, since, expires_at
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
  orderId: z.string(),
  lineId: z.string(),
  paidAt: instant,
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  base: z.int(),
  rateBps: z.int(),
  amount: z.int(),
  currency: z.string(),
});
export type CommissionLine = z.infer<typeof commissionLine>;

/**
 * An agent's commission entries on a client's orders that were paid in a month.
 * @param month `2026-11`, a month of the given time zone
 */
export const listCommission = (
  sql: Sql,
  wanted: { clientId: string; agentId: string; month: string; zone: string },
): Promise<CommissionLine[]> =>
  sql.many(
    query(
      commissionLine,
      `select o.order_id, c.line_id, c.paid_at, l.sku, l.title, l.quantity,
            c.base, c.rate_bps, c.amount, c.currency
     from commission_entries c join orders o using (order_no) join order_lines l using (order_no, line_id)
     where c.agent_id = $2 and o.client_id = $1
       and c.paid_at >= (($3 || '-01')::timestamp at time zone $4)
       and c.paid_at < ((($3 || '-01')::timestamp + interval '1 month') at time zone $4)
     order by c.paid_at, c.order_no, l.position`,
    ),
    [wanted.clientId, wanted.agentId, wanted.month, wanted.zone],
  );
