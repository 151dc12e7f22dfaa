/** Orders over HTTP: take them in, show them, run a task again. */
import { httpFunction } from "../../lib/edge/http-function.ts";
import { listOrders } from "./list.ts";
import { readOrder } from "./read.ts";
import { receiveOrder } from "./receive.ts";
import { retryTask } from "./retry.ts";

export const handler = httpFunction({ receiveOrder, listOrders, readOrder, retryTask });
