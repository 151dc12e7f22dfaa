/** What the reports of a month are, computed from every booking: the definition that the sums of a month are held to. */

/** $1: a client, or null for all; $2: a month such as `2026-11`; $3: null. */
const AGENT_MONTHS = `client as (
  select c.client_id, (select max(m.month) from closed_months m where m.client_id = c.client_id) as closed
  from clients c where $1::text is null or c.client_id = $1
), open_client as (
  select client_id, closed,
         (select min(l.month) from ledger l
          where l.client_id = client.client_id and l.month > coalesce(closed, '-infinity')) as first
  from client where closed is null or closed < ($2 || '-01')::date
), moved as (
  select l.client_id, l.agent_id, l.currency,
         sum(case when l.credit = 'agents-payable' then l.amount else -l.amount end) filter (where l.month < ($2 || '-01')::date) as opening_balance,
         sum(case when l.credit = 'agents-payable' then l.amount else -l.amount end) filter (where l.month = ($2 || '-01')::date and l.kind = 'commission') as commission,
         sum(case when l.credit = 'agents-payable' then l.amount else -l.amount end) filter (where l.month = ($2 || '-01')::date and l.kind = 'reversal') as reversals,
         sum(case when l.credit = 'agents-payable' then l.amount else -l.amount end) filter (where l.month = ($2 || '-01')::date and l.kind = 'adjustment') as adjustments,
         sum(case when l.credit = 'agents-payable' then l.amount else -l.amount end) filter (where l.month = ($2 || '-01')::date and l.kind = 'payment') as payments,
         count(*) filter (where l.month = ($2 || '-01')::date) as bookings
  from open_client c
    cross join lateral generate_series(c.first::timestamp, ($2 || '-01')::timestamp, interval '1 month') as m
    join ledger l on l.client_id = c.client_id and l.month = m::date and l.agent_id is not null
      and ($3::text is null or l.agent_id = $3)
  group by l.client_id, l.agent_id, l.currency
  union all
  select s.client_id, s.agent_id, s.currency, s.carried_forward, 0, 0, 0, 0, 0
  from open_client c join closed_statements s on s.client_id = c.client_id and s.month = c.closed
  where $3::text is null or s.agent_id = $3
), sold_line as (
  select l.client_id, l.agent_id, l.currency, e.order_no, e.line_id, max(coalesce(e.units, o.quantity)) as units,
         max(e.base) as sales
  from client c
    join ledger l on l.client_id = c.client_id and l.month = ($2 || '-01')::date and l.kind = 'commission'
      and ($3::text is null or l.agent_id = $3)
    join commission_entries e using (entry_id)
    join order_lines o using (order_no, line_id)
  group by l.client_id, l.agent_id, l.currency, e.order_no, e.line_id
), sold as (
  select client_id, agent_id, currency, count(distinct order_no)::integer as orders, sum(units)::bigint as units,
         sum(sales)::bigint as sales
  from sold_line group by client_id, agent_id, currency
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

const BALANCES = `opening_balance::float8, commission::float8, reversals::float8, adjustments::float8, payments::float8,
  carried_forward::float8`;

export const REFERENCE_AGENTS = `with ${AGENT_MONTHS}
select client_id, agent_id, name, currency, orders, units::float8, sales::float8, ${BALANCES}
from agent_month order by client_id, agent_id, currency`;

export const REFERENCE_AGENT_TOTALS = `with ${AGENT_MONTHS}, lines as (
  select currency, order_no, max(units) as units, max(sales) as sales from sold_line group by currency, order_no, line_id
), sold_total as (
  select currency, count(distinct order_no)::integer as orders, sum(units) as units, sum(sales) as sales
  from lines group by currency
), total as (
  select currency, count(*)::integer as agents, sum(opening_balance) as opening_balance, sum(commission) as commission,
         sum(reversals) as reversals, sum(adjustments) as adjustments, sum(payments) as payments,
         sum(carried_forward) as carried_forward
  from agent_month group by currency
)
select currency, agents, coalesce(orders, 0) as orders, coalesce(units, 0)::float8 as units,
       coalesce(sales, 0)::float8 as sales, ${BALANCES}
from total left join sold_total using (currency) order by currency`;

/** $1: a client, or null for all; $2: a month. */
const OWED = `owed as (
  select r.*, l.currency, case when l.about < l.month then to_char(l.about, 'YYYY-MM') else '' end as about
  from clients c
    join ledger l on l.client_id = c.client_id and l.month = ($2 || '-01')::date and l.agent_id is null
    join royalty_entries r using (entry_id)
  where $1::text is null or c.client_id = $1
)`;

const SUMS = `count(distinct order_no) filter (where cancellation_no is null)::integer as orders, sum(units)::float8 as units,
  sum(sales)::float8 as sales, sum(royalty)::float8 as royalty,
  coalesce(sum(royalty) filter (where cancellation_no is not null), 0)::float8 as reversals`;

export const REFERENCE_ROYALTIES = `with ${OWED}
select author, title, isbn, rate_bps, about, currency, ${SUMS} from owed
group by author, title, isbn, rate_bps, currency, about order by author, title, isbn, rate_bps, currency, about`;

export const REFERENCE_ROYALTY_TOTALS = `with ${OWED}
select currency, ${SUMS} from owed group by currency order by currency`;
