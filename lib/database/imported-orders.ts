/** Orders of the time before Despacho: recorded without tasks, in batches. */
import * as z from "zod";
import { type Order, orderTotal } from "../domain/order.ts";
import { lineRow } from "./orders.ts";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type ImportedOrder = {
  readonly order: Order;
  /** SHA-256 of the order's JSON as read. */
  readonly contentHash: Buffer;
  /** SHA-256 of the order as parsed, in the canonical form of the version. */
  readonly parsedHash: Buffer;
  readonly parsedHashVersion: number;
};

const insertedRow = rowOf({ orderId: z.string() });

// The orders count as received when they were paid, so that a period of the past selects them.
const INSERT = `
with added as (
  insert into orders (client_id, rulebook_version, imported, order_id, content_hash, customer_id, currency, total,
                      placed_at, paid_at, received_at, snapshot, catalogue, gifts, parsed_hash,
                      parsed_hash_version)
  select $1, $2, true, o.order_id, decode(o.content_hash, 'hex'), o.customer_id, o.currency, o.total, o.placed_at,
         o.paid_at, o.paid_at, o.snapshot, '{}', '[]', decode(o.parsed_hash, 'hex'), o.parsed_hash_version
  from jsonb_to_recordset($3) as o(position int, order_id text, content_hash text, customer_id text, currency text,
                                   total bigint, placed_at timestamptz, paid_at timestamptz, snapshot jsonb,
                                   parsed_hash text, parsed_hash_version smallint)
  order by o.position
  on conflict (client_id, order_id) do nothing
  returning order_no, order_id
), new_lines as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free)
  select order_no, l.line_id, l.position, l.type, l.sku, l.title, l.quantity, l.unit_price, l.discount, false
  from added join jsonb_to_recordset($4) as l(order_id text, line_id text, position int, type text, sku text,
                                             title text, quantity int, unit_price bigint, discount bigint)
    using (order_id)
)
select order_id from added`;

const orderRow = (
  { order, contentHash, parsedHash, parsedHashVersion }: ImportedOrder,
  position: number,
) => ({
  position,
  order_id: order.orderId,
  content_hash: contentHash.toString("hex"),
  customer_id: order.customer.customerId,
  currency: order.currency,
  total: orderTotal(order.lines),
  placed_at: order.placedAt,
  paid_at: order.payment.paidAt,
  snapshot: order,
  parsed_hash: parsedHash.toString("hex"),
  parsed_hash_version: parsedHashVersion,
});

/**
 * Stores orders with different ids, accepted in the given sequence.
 * @param rulebookVersion the version whose vocabulary they were parsed with
 * @returns the ids of those stored: the client has no order of that id yet
 */
export const insertImportedOrders = async (
  sql: Sql,
  clientId: string,
  rulebookVersion: number,
  orders: readonly ImportedOrder[],
): Promise<ReadonlySet<string>> => {
  const lines = orders.flatMap(({ order }) =>
    order.lines.map((line, position) => ({ order_id: order.orderId, ...lineRow(line, position) })),
  );
  const rows = await sql.many(query(insertedRow, INSERT), [
    clientId,
    rulebookVersion,
    JSON.stringify(orders.map(orderRow)),
    JSON.stringify(lines),
  ]);
  return new Set(rows.map(({ orderId }) => orderId));
};
