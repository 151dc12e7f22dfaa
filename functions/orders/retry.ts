/** POST /orders/{orderId}/tasks/{taskId}/retry. */

import { isPlatformId, isUuid } from "../../lib/contract/path-ids.ts";
import type { TaskStatus } from "../../lib/domain/task.ts";
import { json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { publishTasks } from "../../lib/edge/queues.ts";
import { reopenTask } from "../../lib/store/tasks.ts";

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
  const nowhere = refuse(404, "There is no such task in an order of yours.");
  if (!isPlatformId(orderId) || !isUuid(taskId)) return nowhere;
  const { clientId, keyId: requestedBy } = principal;
  const verdict = await database().transaction((tx) =>
    reopenTask(tx, { clientId, orderId, taskId, now: now(), requestedBy }),
  );
  switch (verdict.kind) {
    case "unknown":
      return nowhere;
    case "refused":
      return refuse(409, refusal(verdict.status));
    case "accepted": {
      const queued = await publishTasks([verdict.task]);
      const status = queued.has(verdict.task.taskId) ? "queued" : "pending";
      return json(202, { taskId: verdict.task.taskId, type: verdict.task.type, orderId, status });
    }
  }
};
