/** POST /orders/{orderId}/tasks/{taskId}/retry. */

import { isPlatformId, isUuid } from "../../lib/contract/path-parameters.ts";
import type { TaskStatus } from "../../lib/domain/task.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { publishTasks } from "../../lib/queue/publish.ts";
import { reopenTask } from "../../lib/database/tasks.ts";

const refusal = (status: TaskStatus): string => {
  switch (status) {
    case "done":
      return "The task is done; running it again would have no effect.";
    case "skipped":
      return "The task was skipped because another one did not happen: retry that one, and this one follows.";
    default:
      return "The task is still running.";
  }
};

export const retryTask: Handler = async ({ principal, params }) => {
  const { orderId = "", taskId = "" } = params;
  const nowhere = problem(404, "There is no such task in an order of yours.");
  if (!isPlatformId(orderId) || !isUuid(taskId)) return nowhere;
  const { clientId, keyId: requestedBy } = principal;
  const verdict = await database().transaction((tx) =>
    reopenTask(tx, { clientId, orderId, taskId, now: now(), requestedBy }),
  );
  switch (verdict.kind) {
    case "unknown":
      return nowhere;
    case "refused":
      return problem(409, refusal(verdict.status));
    case "accepted": {
      const queued = await publishTasks([verdict.task]);
      const status = queued.has(verdict.task.taskId) ? "queued" : "pending";
      return jsonResponse(202, { taskId: verdict.task.taskId, type: verdict.task.type, orderId, status });
    }
  }
};
