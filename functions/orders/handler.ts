/** The function behind /orders: accepts orders, shows them, and runs a task again. */
import { orderOperations } from "../../lib/contract/operations/orders.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { listOrders } from "./list-orders.ts";
import { readOrder } from "./read-order.ts";
import { receiveOrder } from "./receive-order.ts";
import { retryTask } from "./retry-task.ts";

export const handler = httpFunction(orderOperations, { receiveOrder, listOrders, readOrder, retryTask });
