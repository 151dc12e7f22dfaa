/** What agents earned and are owed in a month: from the ledger while the month is open, as it was closed afterwards. */
import * as z from "zod";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A month such as `2026-11` of a client, or with undefined of all; of one agent, or of all. */
export type Month = {
  readonly clientId: string | undefined;
  readonly month: string;
  readonly agentId?: string | undefined;
};

/** The values of `AGENT_MONTHS`. */
export const monthValues = ({ clientId, month, agentId }: Month) => [
  clientId ?? null,
  month,
  agentId ?? null,
];

/**
 * The CTE `agent_month`, a row for each agent and currency with a balance or a booking. The opening balance is the closed one with
 * the open months after it.
 */
export const AGENT_MONTHS = `client as (
  select c.client_id, (select max(m.month) from closed_months m where m.client_id = c.client_id) as closed
  from clients c where $1::text is null or c.client_id = $1
), open_client as (
  select client_id, closed from client where closed is null or closed < ($2 || '-01')::date
), moved as (
  select s.client_id, s.agent_id, s.currency,
         sum(s.owed) filter (where s.month < ($2 || '-01')::date) as opening_balance,
         sum(s.owed) filter (where s.month = ($2 || '-01')::date and s.kind = 'commission') as commission,
         sum(s.owed) filter (where s.month = ($2 || '-01')::date and s.kind = 'reversal') as reversals,
         sum(s.owed) filter (where s.month = ($2 || '-01')::date and s.kind = 'adjustment') as adjustments,
         sum(s.owed) filter (where s.month = ($2 || '-01')::date and s.kind = 'payment') as payments,
         sum(s.bookings) filter (where s.month = ($2 || '-01')::date) as bookings
  from open_client c
    join all_ledger_sums s on s.client_id = c.client_id and s.month > coalesce(c.closed, '-infinity')
      and s.month <= ($2 || '-01')::date and ($3::text is null or s.agent_id = $3)
  group by s.client_id, s.agent_id, s.currency
  union all
  select s.client_id, s.agent_id, s.currency, s.carried_forward, 0, 0, 0, 0, 0
  from open_client c join closed_statements s on s.client_id = c.client_id and s.month = c.closed
  where $3::text is null or s.agent_id = $3
), sold as (
  select s.client_id, s.agent_id, s.currency, sum(s.orders)::integer as orders, sum(s.units)::bigint as units,
         sum(s.sales)::bigint as sales
  from client c join all_sold_sums s on s.client_id = c.client_id and s.month = ($2 || '-01')::date
  where s.agent_id is not null and ($3::text is null or s.agent_id = $3)
  group by s.client_id, s.agent_id, s.currency
), balance as (
  select client_id, agent_id, currency, coalesce(sum(opening_balance), 0)::bigint as opening_balance,
         coalesce(sum(commission), 0)::bigint as commission, coalesce(sum(reversals), 0)::bigint as reversals,
         coalesce(sum(adjustments), 0)::bigint as adjustments, coalesce(sum(payments), 0)::bigint as payments
  from moved group by client_id, agent_id, currency having coalesce(sum(opening_balance), 0) <> 0 or sum(bookings) > 0
), agent_month as (
  select b.client_id, b.agent_id, b.currency, a.name, coalesce(s.orders, 0) as orders, coalesce(s.units, 0) as units,
         coalesce(s.sales, 0) as sales, b.opening_balance, b.commission, b.reversals, b.adjustments, b.payments,
         b.opening_balance + b.commission + b.reversals + b.adjustments + b.payments as carried_forward
  from balance b left join sold s using (client_id, agent_id, currency) left join agents a using (client_id, agent_id)
  union all
  select s.client_id, s.agent_id, s.currency, s.name, s.orders, s.units, s.sales, s.opening_balance, s.commission, s.reversals,
         s.adjustments, s.payments, s.carried_forward
  from client c join closed_statements s on s.client_id = c.client_id and s.month = ($2 || '-01')::date
  where $3::text is null or s.agent_id = $3
)`;

const sums = {
  currency: z.string(),
  orders: z.int(),
  units: z.number(),
  sales: z.number(),
  openingBalance: z.number(),
  commission: z.number(),
  reversals: z.number(),
  adjustments: z.number(),
  payments: z.number(),
  carriedForward: z.number(),
};

const agentRow = rowOf({ clientId: z.string(), agentId: z.string(), name: z.string().nullable(), ...sums });
/** Amounts in minor units. Reversals and payments are zero or less; all parts add up to `carriedForward`. */
export type AgentMonth = z.infer<typeof agentRow>;

// A sum beyond the safe integers is rounded.
const BALANCES = `opening_balance::float8, commission::float8, reversals::float8, adjustments::float8, payments::float8,
  carried_forward::float8`;

/**
 * The agents of a month by client, agent and currency.
 * @param page at most `limit` rows, after a client, an agent and a currency
 */
export const listAgentMonths = (
  sql: Sql,
  month: Month,
  page: { readonly after?: readonly string[] | undefined; readonly limit: number },
): Promise<AgentMonth[]> =>
  sql.many(
    query(
      agentRow,
      `with ${AGENT_MONTHS}
       select client_id, agent_id, name, currency, orders, units::float8, sales::float8, ${BALANCES}
       from agent_month
       where $4::text[] is null or (client_id, agent_id, currency) > ($4[1], $4[2], $4[3])
       order by client_id, agent_id, currency limit $5`,
    ),
    [...monthValues(month), page.after ?? null, page.limit],
  );

const totalRow = rowOf({ agents: z.int(), ...sums });

/** The totals of all agents by currency. A line on which several agents earn is sold once. */
export const sumAgentMonths = (
  sql: Sql,
  month: Omit<Month, "agentId">,
): Promise<z.infer<typeof totalRow>[]> =>
  sql.many(
    query(
      totalRow,
      `with ${AGENT_MONTHS}, sold_total as (
         select s.currency, sum(s.orders)::integer as orders, sum(s.units) as units, sum(s.sales) as sales
         from client c join all_sold_sums s on s.client_id = c.client_id and s.month = ($2 || '-01')::date
         where s.agent_id is null group by s.currency
       ), total as (
         select currency, count(*)::integer as agents, sum(opening_balance) as opening_balance, sum(commission) as commission,
                sum(reversals) as reversals, sum(adjustments) as adjustments, sum(payments) as payments,
                sum(carried_forward) as carried_forward
         from agent_month group by currency
       )
       select currency, agents, coalesce(orders, 0) as orders, coalesce(units, 0)::float8 as units,
              coalesce(sales, 0)::float8 as sales, ${BALANCES}
       from total left join sold_total using (currency) order by currency`,
    ),
    monthValues(month),
  );
