/** Recorded orders for a replay, page by page and newest first, so that memory use does not grow with their number. */
import type * as z from "zod";
import { CLIENT_ORDER_COLUMNS, clientOrderShape } from "./order-columns.ts";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const recordedOrder = rowOf(clientOrderShape);
export type RecordedOrder = z.infer<typeof recordedOrder>;

export type RecordedOrderFilter = {
  /** Whose orders; undefined: every client's. */
  readonly clientId: string | undefined;
  /** The time that `since` and `until` are compared with. */
  readonly by: "received" | "paid";
  /** At this instant or later. */
  readonly since?: string | undefined;
  /** Before this instant. */
  readonly until?: string | undefined;
};

const TIME_COLUMNS = { received: "received_at", paid: "paid_at" } as const;

/** One page of recorded orders below an acceptance number. */
export const listRecordedOrders = (
  sql: Sql,
  { clientId, by, since, until }: RecordedOrderFilter,
  page: { before: number | undefined; size: number },
): Promise<RecordedOrder[]> => {
  const time = TIME_COLUMNS[by];
  return sql.many(
    query(
      recordedOrder,
      `select ${CLIENT_ORDER_COLUMNS} from orders o
       where ($1::timestamptz is null or ${time} >= $1) and ($2::timestamptz is null or ${time} < $2)
       and ($3::bigint is null or order_no < $3) and ($5::text is null or client_id = $5)
     order by order_no desc limit $4`,
    ),
    [since ?? null, until ?? null, page.before ?? null, page.size, clientId ?? null],
  );
};
