/** Orders over HTTP: take them in, show them, run a task again. */
import { httpFunction } from "../../lib/http/http-function.ts";
import { listOrders } from "./list-orders.ts";
import { readOrder } from "./read-order.ts";
import { receiveOrder } from "./receive-order.ts";
import { retryTask } from "./retry-task.ts";

export const handler = httpFunction({ receiveOrder, listOrders, readOrder, retryTask });
