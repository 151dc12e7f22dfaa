/** The function behind /orders, /tasks and /task-retries: accepts orders, shows them and their tasks, and runs tasks again. */
import { orderOperations } from "../../lib/contract/operations/orders.ts";
import { taskOperations } from "../../lib/contract/operations/tasks.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { cancelOrder } from "./cancel-order.ts";
import { listOrders } from "./list-orders.ts";
import { groupTasks, listTasks, readTask } from "./list-tasks.ts";
import { readOrder } from "./read-order.ts";
import { receiveOrder } from "./receive-order.ts";
import { readRetry, requestRetry } from "./request-retry.ts";
import { retryTask } from "./retry-task.ts";

export const handler = httpFunction(
  { ...orderOperations, ...taskOperations },
  {
    receiveOrder,
    listOrders,
    readOrder,
    cancelOrder,
    retryTask,
    listTasks,
    groupTasks,
    readTask,
    requestRetry,
    readRetry,
  },
);
