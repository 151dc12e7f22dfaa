/** Recorded orders for a replay, page by page and newest first, so that memory use does not grow with their number. */
import type * as z from "zod";
import { CLIENT_ORDER_COLUMNS, clientOrderShape } from "./order-columns.ts";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const recordedOrder = rowOf(clientOrderShape);
export type RecordedOrder = z.infer<typeof recordedOrder>;

export type RecordedOrderFilter = {
  /** Received at this instant or later. */
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
  sql.many(
    query(
      recordedOrder,
      `select ${CLIENT_ORDER_COLUMNS} from orders o
       where ($1::timestamptz is null or received_at >= $1) and ($2::timestamptz is null or received_at < $2)
       and ($3::bigint is null or order_no < $3)
     order by order_no desc limit $4`,
    ),
    [filter.since ?? null, filter.until ?? null, page.before ?? null, page.size],
  );
