/** Closed months of clients. A closed month's ledger has no new rows: what is booked later falls into the first open month. */
import * as z from "zod";
import { AGENT_MONTHS, monthValues } from "./agent-months.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const closedRow = rowOf({ closedAt: instant, companyName: z.string() });
export type ClosedMonth = z.infer<typeof closedRow>;

/**
 * When a client's month was closed; undefined for an open month. Months before the first one that was closed are closed with
 * it: they have no bookings.
 * @param month such as `2026-11`
 */
export const findClosedMonth = (
  sql: Sql,
  clientId: string,
  month: string,
): Promise<ClosedMonth | undefined> =>
  sql.maybeOne(
    query(
      closedRow,
      `select closed_at, company_name from closed_months
       where client_id = $1 and month >= ($2 || '-01')::date order by month limit 1`,
    ),
    [clientId, month],
  );

const openRow = rowOf({ month: z.string().nullable() });

/** The month to close next; null when any may be, because none is closed and nothing is booked. */
const findFirstOpenMonth = async (tx: Sql, clientId: string): Promise<string | null> => {
  const { month } = await tx.one(
    query(
      openRow,
      `select to_char(case when first_open_month($1) = '-infinity' then (select min(month) from ledger where client_id = $1)
                           else first_open_month($1) end, 'YYYY-MM') as month`,
    ),
    [clientId],
  );
  return month;
};

export type CloseResult =
  | { readonly kind: "closed" | "already"; readonly closedAt: string }
  /** Another month comes first. */
  | { readonly kind: "tooEarly"; readonly firstOpen: string };

type Closing = {
  readonly clientId: string;
  readonly month: string;
  readonly closedBy: string;
  readonly companyName: string;
};

// The sums are those of before this statement, when the month is open.
const CLOSE = `with ${AGENT_MONTHS}, closing as (
  insert into closed_months (client_id, month, previous, closed_at, closed_by, company_name)
  select $1, ($2 || '-01')::date, max(month), $4::timestamptz, $5::text, $6::text from closed_months where client_id = $1
)
insert into closed_statements (client_id, month, agent_id, currency, name, orders, units, sales, opening_balance, commission,
                               reversals, adjustments, payments, carried_forward)
select client_id, ($2 || '-01')::date, agent_id, currency, name, orders, units, sales, opening_balance, commission, reversals,
       adjustments, payments, carried_forward
from agent_month`;

/**
 * Closes a client's month with the statements of its agents. Run it in a transaction: it waits for the client's bookings that
 * are not yet committed, and later ones wait for it.
 * @param month a month that is over
 */
export const closeMonth = async (
  tx: Sql,
  { clientId, month, closedBy, companyName }: Closing,
  now: string,
): Promise<CloseResult> => {
  await tx.execute("select pg_advisory_xact_lock(ledger_lock($1))", [clientId]);
  const closed = await findClosedMonth(tx, clientId, month);
  if (closed !== undefined) return { kind: "already", closedAt: closed.closedAt };
  const firstOpen = await findFirstOpenMonth(tx, clientId);
  if (firstOpen !== null && firstOpen < month) return { kind: "tooEarly", firstOpen };
  await tx.execute(CLOSE, [...monthValues({ clientId, month }), now, closedBy, companyName]);
  return { kind: "closed", closedAt: now };
};
