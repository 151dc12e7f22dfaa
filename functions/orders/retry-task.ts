/** POST /orders/{orderId}/tasks/{taskId}/retry. */
import { orderOperations } from "../../lib/contract/operations/orders.ts";
import { reopenTask } from "../../lib/database/task-views.ts";
import type { TaskStatus } from "../../lib/domain/task.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { publishTasks, REQUEST_PUBLISH_TIMEOUT_MS } from "../../lib/queue/publish.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

const conflictDetail = (status: TaskStatus): string => {
  switch (status) {
    case "done":
      return "The task is done; running it again would have no effect.";
    case "skipped":
      return "The task was skipped because the task that it depends on was not done; retry that one, and this one runs after it.";
    default:
      return "The task is still running.";
  }
};

export const retryTask: Handler<typeof orderOperations.retryTask> = async ({ principal, params, query }) => {
  const { orderId, taskId } = params;
  const client = await clientOfExisting(principal, query.client, "order", orderId);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const { keyId: requestedBy } = principal;
  const result = await database().transaction((tx) =>
    reopenTask(tx, { clientId, orderId, taskId, now: now(), requestedBy }),
  );
  switch (result.kind) {
    case "unknown":
      return problem(404, orderOperations.retryTask.notFound);
    case "refused":
      return problem(409, conflictDetail(result.status));
    case "accepted": {
      const queued = await publishTasks([result.task], { timeoutMs: REQUEST_PUBLISH_TIMEOUT_MS });
      const status = queued.has(result.task.taskId) ? "queued" : "pending";
      const { taskId: id, type } = result.task;
      return jsonResponse(202, { ...shownClient(principal, clientId), taskId: id, type, orderId, status });
    }
  }
};
