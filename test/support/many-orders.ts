/** Thousands of orders with lines, tasks and slips, for tests and measurements of what lists cost. */
import type { Sql } from "../../lib/database/sql.ts";

const ORDERS = `
with added as (
  insert into orders (client_id, rulebook_version, order_id, content_hash, customer_id, currency, total, placed_at, paid_at,
                      received_at, snapshot, catalogue, gifts)
  select case when n % 1000 = 7 then 'small-shop' else 'test-shop' end, (select min(version) from rulebooks), 'WEB-' || n,
         sha256(int8send(n)), 'C-' || n % ($3 / 5), 'BRL', 150000, at, at, at,
         jsonb_build_object(
           'orderId', 'WEB-' || n, 'agentId', 'A-' || n % 50, 'currency', 'BRL', 'locale', 'pt-BR', 'metadata', '{}'::jsonb,
           'customer', jsonb_build_object('customerId', 'C-' || n % ($3 / 5), 'name', 'Carlos Silva',
             'email', md5(n::text) || '@example.com', 'taxId', lpad((n * 7919)::text, 11, '0')),
           'lines', '[]'::jsonb, 'payment', '{}'::jsonb),
         '{}', '[]'
  from generate_series($1::bigint, $2::bigint) as n, lateral (
    select timestamptz '2026-01-01Z' + n * interval '1 minute' as at) as received
  returning order_no, substr(order_id, 5)::bigint as n, received_at
), new_lines as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free)
  select order_no, '1', 0, 'physical', case when n % 2 = 0 then 'LAPTOP-1' else 'SKU-' || n % 2000 end, 'Laptop', 1, 150000, 0,
         false from added
), new_tasks as (
  insert into tasks (task_id, order_no, position, type, key, status, payload, line_ids, because, rule_ids, created_at,
                     finished_at, result, reason)
  select gen_random_uuid(), order_no, 0, 'packing_slip', 'packing_slip:shipping',
         case when n % 500 = 3 then 'rejected' when n > $3 - 20 then 'pending' else 'done' end,
         '{"destination":"shipping"}', '{1}', '[]', array['packing-slip', 'rule-' || n % 300], received_at,
         case when n > $3 - 20 and n % 500 <> 3 then null else received_at end,
         case when n % 500 = 3 or n > $3 - 20 then null else '{}'::jsonb end,
         case when n % 500 = 3 then 'no' end
  from added
)
select count(*)::integer as count from added`;

const SLIPS = `
insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at)
select '2026-' || lpad(nextval('packing_slip_numbers')::text, 6, '0'), t.task_id, t.order_no, 'shipping', 1, '{}', t.created_at
from tasks t where t.status = 'done' and not exists (select from packing_slips s where s.order_no = t.order_no)
order by t.order_no`;

const BATCH = 1_000;

/**
 * Stores orders of `test-shop`, one in a thousand of them of `small-shop`.
 * @param count a multiple of 5
 */
export const storeManyOrders = async (sql: Sql, count: number): Promise<void> => {
  await sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('small-shop', now()) on conflict do nothing",
  );
  for (let first = 1; first <= count; first += BATCH)
    await sql.one(ORDERS, [first, Math.min(count, first + BATCH - 1), count]);
  await sql.execute(SLIPS);
  await sql.execute("analyze");
};
