/** Pages of orders, newest first: whole, or in short. */
import * as z from "zod";
import { ORDER_STATUSES, TASK_STATUSES, type TaskStatus } from "../domain/task.ts";
import { type OrderFilter, orderPageQuery } from "./order-filter.ts";
import { planSearch } from "./order-search.ts";
import { type StoredOrder, STORED_ORDER, storedOrder } from "./orders.ts";
import { instant, json, type Query, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type { OrderFilter } from "./order-filter.ts";

/** A filter, and the text that the orders are searched by. */
export type OrderListFilter = OrderFilter & { readonly search?: string | undefined };

const summaryRow = rowOf({
  orderNo: z.int(),
  clientId: z.string(),
  orderId: z.string(),
  receivedAt: instant,
  placedAt: instant,
  customerId: z.string(),
  customerName: z.string().nullable(),
  email: z.string().nullable(),
  taxId: z.string().nullable(),
  status: z.enum(ORDER_STATUSES),
  total: z.int(),
  currency: z.string(),
  rulebookVersion: z.int(),
  lines: z.int(),
  /** How many tasks have a status, but those of events. */
  tasks: json<Readonly<Record<TaskStatus, number>>>(),
});
export type OrderSummary = z.infer<typeof summaryRow>;

const SUMMARY = `
select o.order_no, o.client_id, o.order_id, o.received_at, o.placed_at, o.customer_id,
  o.snapshot -> 'customer' ->> 'name' as customer_name, o.snapshot -> 'customer' ->> 'email' as email,
  o.snapshot -> 'customer' ->> 'taxId' as tax_id, order_status(o.order_no) as status, o.total, o.currency,
  o.rulebook_version, (select count(*)::integer from order_lines l where l.order_no = o.order_no) as lines,
  (select jsonb_build_object(${TASK_STATUSES.map((status) => `'${status}', count(*) filter (where t.status = '${status}')`).join(", ")})
   from tasks t where t.order_no = o.order_no and not t.is_event) as tasks
from orders o`;

const listRows = async <Row>(
  sql: Sql,
  { search, ...filter }: OrderListFilter,
  row: Query<Row>["row"],
  select: string,
): Promise<Row[]> => {
  const plan = search === undefined ? undefined : await planSearch(sql, filter.clientId, search);
  if (search !== undefined && plan === undefined) return [];
  const { text, values } = orderPageQuery(filter, plan);
  return sql.many(
    query(row, `${select} join (${text}) as page on page.order_no = o.order_no order by o.order_no desc`),
    values,
  );
};

/** Orders, newest first. */
export const listOrders = (sql: Sql, filter: OrderListFilter): Promise<StoredOrder[]> =>
  listRows(sql, filter, storedOrder, STORED_ORDER);

/** The same in short. */
export const listOrderSummaries = (sql: Sql, filter: OrderListFilter): Promise<OrderSummary[]> =>
  listRows(sql, filter, summaryRow, SUMMARY);

const slipRow = rowOf({ orderNo: z.int(), number: z.string() });

/** The numbers of the packing slips of some orders, by acceptance number. */
export const findSlipNumbers = async (
  sql: Sql,
  orderNos: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> => {
  const rows = await sql.many(
    query(slipRow, "select order_no, number from packing_slips where order_no = any($1) order by number"),
    [orderNos],
  );
  const byOrder = Map.groupBy(rows, ({ orderNo }) => orderNo);
  return new Map([...byOrder].map(([orderNo, slips]) => [orderNo, slips.map(({ number }) => number)]));
};
