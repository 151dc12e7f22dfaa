/** Recorded orders for a replay: page by page, newest first, so that memory does not grow with their number. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import type { Sql } from "./sql.ts";

export type RecordedOrder = {
  readonly orderNo: number;
  readonly clientId: string;
  readonly order: Order;
  /** The entries it was decided with. */
  readonly catalogue: Catalogue;
};

export type RecordedOrderFilter = {
  /** Received at or after. */
  readonly since?: string | undefined;
  /** Received before. */
  readonly until?: string | undefined;
};

/** One page of recorded orders below an acceptance number. */
export const listRecordedOrders = (
  sql: Sql,
  filter: RecordedOrderFilter,
  page: { before: number | undefined; size: number },
): Promise<RecordedOrder[]> =>
  sql.many<RecordedOrder>(
    `select order_no, client_id, snapshot as "order", catalogue from orders
     where ($1::timestamptz is null or received_at >= $1) and ($2::timestamptz is null or received_at < $2)
       and ($3::bigint is null or order_no < $3)
     order by order_no desc limit $4`,
    [filter.since ?? null, filter.until ?? null, page.before ?? null, page.size],
  );
