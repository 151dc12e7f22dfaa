/** POST /orders/{orderId}/tasks/{taskId}/retry. */
import { orderOperations } from "../../lib/contract/operations/orders.ts";
import { reopenTask } from "../../lib/database/task-retries.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { publishTasks, REQUEST_PUBLISH_TIMEOUT_MS } from "../../lib/queue/publish.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { retryRefusal } from "./retry-refusal.ts";

export const retryTask: Handler<typeof orderOperations.retryTask> = async ({ principal, params, query }) => {
  const { orderId, taskId } = params;
  const client = await clientOfExisting(principal, query.client, "order", orderId);
  if (!client.ok) return client.error;
  const { clientId, keyId: requestedBy } = principal;
  const retryId = newId();
  const request = { retryId, clientId, requestedAt: now(), requestedBy };
  const task = { ownerId: client.value, orderId, taskId };
  const result = await database().transaction((tx) => reopenTask(tx, task, request));
  switch (result.kind) {
    case "unknown":
      return problem(404, orderOperations.retryTask.notFound);
    case "refused":
      return problem(409, retryRefusal(result));
    case "accepted": {
      const queued = await publishTasks([result.task], { timeoutMs: REQUEST_PUBLISH_TIMEOUT_MS });
      const status = queued.has(result.task.taskId) ? "queued" : "pending";
      const { taskId: id, type } = result.task;
      const shown = shownClient(principal, client.value);
      return jsonResponse(202, { ...shown, retryId, taskId: id, type, orderId, status });
    }
  }
};
