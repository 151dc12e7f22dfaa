/** GET /orders: a client's orders, newest first, page by page. */
import type { orderOperations } from "../../lib/contract/operations/orders.ts";
import { encodeCursor } from "../../lib/contract/order-cursor.ts";
import {
  findSlipNumbers,
  listOrderSummaries,
  listOrders as listStoredOrders,
  type OrderListFilter,
  type OrderSummary,
} from "../../lib/database/order-list.ts";
import type { StoredOrder } from "../../lib/database/orders.ts";
import { listTasks } from "../../lib/database/task-views.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { readerDatabase } from "../../lib/runtime/database-pool.ts";
import { formerIds } from "../../lib/runtime/rule-renames.ts";
import { orderResponse, orderSummaryResponse } from "./order-response.ts";
import { matchesOf } from "./search-matches.ts";

/** A page of large orders has fewer of them. */
const MAX_PAGE_BYTES = 950_000;

type Numbered = Pick<StoredOrder, "orderNo">;

/** A page of the found orders, of which there may be one more than its limit. */
const pageOf = <Order extends Numbered, Row>(
  found: readonly Order[],
  limit: number,
  render: (order: Order) => Row,
) => {
  const orders: Row[] = [];
  let size = 0;
  for (const stored of found.slice(0, limit)) {
    const order = render(stored);
    size += Buffer.byteLength(JSON.stringify(order));
    if (size > MAX_PAGE_BYTES && orders.length > 0) break;
    orders.push(order);
  }
  const last = found[orders.length - 1];
  const more = last !== undefined && found.length > orders.length;
  return { orders, nextCursor: more ? encodeCursor(last.orderNo) : null };
};

/** The field `matched` of the orders that a search found. */
const matcherOf = async (search: string | undefined, found: readonly Numbered[]) => {
  if (search === undefined) return () => ({});
  const slips = await findSlipNumbers(
    readerDatabase(),
    found.map(({ orderNo }) => orderNo),
  );
  return (order: Numbered & Omit<Parameters<typeof matchesOf>[1], "slips">) => ({
    matched: matchesOf(search, { ...order, slips: slips.get(order.orderNo) ?? [] }),
  });
};

const searchedFields = ({ orderNo, orderId, order: { customer } }: StoredOrder) => ({
  orderNo,
  orderId,
  customerId: customer.customerId,
  email: customer.email,
  taxId: customer.taxId,
});

const wholePage = async (principal: Principal, filter: OrderListFilter, limit: number) => {
  const found = await listStoredOrders(readerDatabase(), filter);
  const tasks = await listTasks(
    readerDatabase(),
    found.map((stored) => stored.orderNo),
  );
  const byOrder = Map.groupBy(tasks, (task) => task.orderNo);
  const matched = await matcherOf(filter.search, found);
  return pageOf(found, limit, (stored) => ({
    ...shownClient(principal, stored.clientId),
    ...orderResponse(stored, byOrder.get(stored.orderNo) ?? []),
    ...matched(searchedFields(stored)),
  }));
};

const summaryPage = async (principal: Principal, filter: OrderListFilter, limit: number) => {
  const found = await listOrderSummaries(readerDatabase(), filter);
  const matched = await matcherOf(filter.search, found);
  return pageOf(found, limit, (summary: OrderSummary) => ({
    ...shownClient(principal, summary.clientId),
    ...orderSummaryResponse(summary),
    ...matched(summary),
  }));
};

export const listOrders: Handler<typeof orderOperations.listOrders> = async ({ principal, query }) => {
  const { limit, cursor, client, q, view, ...wanted } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const formerRules = query.rule === undefined ? undefined : await formerIds(query.rule);
  const filter = {
    ...wanted,
    formerRules,
    clientId: clients.value,
    search: q,
    before: cursor,
    limit: limit + 1,
  };
  const page = view === "summary" ? summaryPage : wholePage;
  return jsonResponse(200, await page(principal, filter, limit));
};
