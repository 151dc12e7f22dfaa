/** GET /orders: a client's orders, newest first, page by page. */
import type { orderOperations } from "../../lib/contract/operations/orders.ts";
import { encodeCursor } from "../../lib/contract/order-cursor.ts";
import { listOrders as findPage, type StoredOrder } from "../../lib/database/orders.ts";
import { listTasks, type TaskView } from "../../lib/database/task-views.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { type OrderResponse, orderResponse } from "./order-response.ts";

/** A page of large orders has fewer of them. */
const MAX_PAGE_BYTES = 950_000;

const pageOf = (
  principal: Principal,
  found: readonly StoredOrder[],
  tasks: ReadonlyMap<number, TaskView[]>,
  limit: number,
): OrderResponse[] => {
  const orders: OrderResponse[] = [];
  let size = 0;
  for (const stored of found.slice(0, limit)) {
    const order = {
      ...shownClient(principal, stored.clientId),
      ...orderResponse(stored, tasks.get(stored.orderNo) ?? []),
    };
    size += Buffer.byteLength(JSON.stringify(order));
    if (size > MAX_PAGE_BYTES && orders.length > 0) break;
    orders.push(order);
  }
  return orders;
};

export const listOrders: Handler<typeof orderOperations.listOrders> = async ({ principal, query }) => {
  const { status, since, limit, cursor } = query;
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  const filter = { clientId: clients.value, status, since, before: cursor, limit: limit + 1 };
  const found = await findPage(database(), filter);
  const tasks = await listTasks(
    database(),
    found.map((stored) => stored.orderNo),
  );
  const byOrder = Map.groupBy(tasks, (task) => task.orderNo);
  const orders = pageOf(principal, found, byOrder, limit);
  const last = found[orders.length - 1];
  const more = last !== undefined && found.length > orders.length;
  return jsonResponse(200, { orders, nextCursor: more ? encodeCursor(last.orderNo) : null });
};
