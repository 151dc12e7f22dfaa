/** Tasks over many orders as the API shows them. Pure. */
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type { taskListSchema } from "../../lib/contract/responses/tasks.ts";
import type { ListedTask } from "../../lib/database/task-lists.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import { shownFields } from "../../lib/tasks/registry.ts";
import { cancellationOfTask } from "./task-cancellation.ts";
import { timesOf } from "./task-times.ts";

type TaskResponse = ResponseBody<typeof taskListSchema>["tasks"][number];

/** @param principal who sees it */
export const listedTask = (principal: Principal, task: ListedTask): TaskResponse => ({
  ...shownClient(principal, task.clientId),
  orderId: task.orderId,
  taskId: task.taskId,
  type: task.type,
  status: task.status,
  lineIds: task.lineIds,
  ...shownFields(task.type, task.payload),
  ...cancellationOfTask(task),
  attempts: task.attempts,
  ...(task.reason === null ? {} : { reason: task.reason }),
  ...(task.lastError === null ? {} : { lastError: task.lastError }),
  ...timesOf(task),
});
