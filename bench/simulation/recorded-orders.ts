/** Recorded orders of six kinds, derived from the sample order. */
import type { Pool } from "pg";
import { exampleLines, exampleOrder } from "../../lib/contract/example-order.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { parsedOrderOf } from "../parsed-order.ts";

const { physical, book, membership, membership_upgrade, video } = exampleLines;

const { shippingAddress } = exampleOrder;

const orderOf = (state: string, bookPrice: number): Order =>
  parsedOrderOf(
    [physical, { ...book, quantity: 1, unitPrice: bookPrice }, membership, membership_upgrade, video],
    { agentId: "BENCH", shippingAddress: { ...shippingAddress, state } },
  );

/** Every second order is for São Paulo; every third has a book whose price is high enough for the campaign. */
const KINDS: readonly Order[] = [0, 1, 2, 3, 4, 5].map((number) =>
  orderOf(number % 2 === 0 ? "SP" : "RJ", number % 3 === 0 ? 12_000 : 3_000),
);

const INSERT = `
insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at, paid_at,
                    received_at, snapshot, catalogue, gifts)
select 'bench', 'B-' || n, sha256(n::text::bytea), 1, snapshot->'customer'->>'customerId', snapshot->>'currency',
  (kind->>'total')::bigint, (snapshot->>'placedAt')::timestamptz, (snapshot->'payment'->>'paidAt')::timestamptz,
  now() - n * interval '1 second', snapshot || jsonb_build_object('orderId', 'B-' || n), $3, '[]'
from generate_series(1, $1::int) n,
  lateral (select $2::jsonb -> (n % jsonb_array_length($2::jsonb)) as kind) k,
  lateral (select kind->'order' as snapshot) s`;

/** Inserts orders of one client and one agent, of one second each. */
export const recordOrders = async (pool: Pool, count: number): Promise<void> => {
  await pool.query("insert into clients values ('bench', now())");
  await pool.query(
    "insert into agents (client_id, agent_id, name, created_at) values ('bench', 'BENCH', 'Bench', now())",
  );
  await pool.query(
    `insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
     values ('bench', 'BENCH', '-infinity', 500, now())`,
  );
  const kinds = KINDS.map((order) => ({ order, total: orderTotal(order.lines) }));
  await pool.query(INSERT, [count, JSON.stringify(kinds), JSON.stringify(STARTING_CATALOGUE)]);
};
