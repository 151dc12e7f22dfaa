/** What reports are made of: packing slips, memberships, commission entries. */
import type { Membership } from "../domain/membership.ts";
import type { Slip } from "../domain/slip.ts";
import type { MembershipChange } from "../domain/membership.ts";
import type { Sql } from "./sql.ts";

/** A slip of a client's own order, as it was issued. */
export const findSlip = async (sql: Sql, clientId: string, number: string): Promise<Slip | undefined> =>
  (
    await sql.maybeOne<{ document: Slip }>(
      `select s.document from packing_slips s join orders o using (order_no)
       where s.number = $2 and o.client_id = $1`,
      [clientId, number],
    )
  )?.document;

type MembershipEvent = {
  readonly change: MembershipChange;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  readonly orderId: string;
  readonly at: string;
};

export type MembershipRecord = {
  readonly membership: Membership;
  readonly history: readonly MembershipEvent[];
};

/** A client's customer's membership with all that happened to it, or undefined when there never was one. */
export const findMembership = async (
  sql: Sql,
  clientId: string,
  customerId: string,
): Promise<MembershipRecord | undefined> => {
  const account = await sql.maybeOne<Membership & { accountId: number }>(
    `select account_id, status, plan, since, expires_at
     from membership_accounts where client_id = $1 and customer_id = $2`,
    [clientId, customerId],
  );
  if (account === undefined) return undefined;
  const { accountId, ...membership } = account;
  const history = await sql.many<MembershipEvent>(
    `select e.change, e.plan_before, e.plan_after, o.order_id, e.at
     from membership_events e join orders o using (order_no) where e.account_id = $1 order by e.event_id`,
    [accountId],
  );
  return { membership, history };
};

export type CommissionLine = {
  readonly orderId: string;
  readonly lineId: string;
  readonly paidAt: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly base: number;
  readonly rateBps: number;
  readonly amount: number;
  readonly currency: string;
};

/**
 * An agent's commission entries on a client's orders that were paid in a month.
 * @param month `2026-11`, a month of the given time zone
 */
export const listCommission = (
  sql: Sql,
  wanted: { clientId: string; agentId: string; month: string; zone: string },
): Promise<CommissionLine[]> =>
  sql.many<CommissionLine>(
    `select o.order_id, c.line_id, c.paid_at, l.sku, l.title, l.quantity,
            c.base, c.rate_bps, c.amount, c.currency
     from commission_entries c join orders o using (order_no) join order_lines l using (order_no, line_id)
     where c.agent_id = $2 and o.client_id = $1
       and c.paid_at >= (($3 || '-01')::timestamp at time zone $4)
       and c.paid_at < ((($3 || '-01')::timestamp + interval '1 month') at time zone $4)
     order by c.paid_at, c.order_no, l.position`,
    [wanted.clientId, wanted.agentId, wanted.month, wanted.zone],
  );
