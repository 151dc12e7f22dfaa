/** The data of reports: packing slips and memberships. */
import { MEMBERSHIP_EVENTS, type Membership } from "../domain/membership.ts";
import type { IssuedSlip } from "../domain/slip.ts";
import { ISSUED_SLIP } from "./slip-prints.ts";
import * as z from "zod";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A packing slip of one of the client's orders, as it was issued, and what happened to it since. */
export const findSlip = async (sql: Sql, clientId: string, number: string): Promise<IssuedSlip | undefined> =>
  (
    await sql.maybeOne(
      query(
        slipRow,
        `select ${ISSUED_SLIP} as document from packing_slips s join orders o using (order_no)
       where s.number = $2 and o.client_id = $1`,
      ),
      [clientId, number],
    )
  )?.document;

const slipRow = rowOf({ document: json<IssuedSlip>() });

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
