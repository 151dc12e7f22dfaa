/** GET /tasks, GET /tasks/groups and GET /tasks/{taskId}. */
import { taskOperations } from "../../lib/contract/operations/tasks.ts";
import { encodeGroupCursor, encodeTaskCursor } from "../../lib/contract/task-cursor.ts";
import { listAttempts } from "../../lib/database/task-attempts.ts";
import {
  findTask,
  findTasks,
  groupTasks as findGroups,
  type TaskGroup,
} from "../../lib/database/task-lists.ts";
import { causeText } from "../../lib/domain/cause-filter.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { database, readerDatabase } from "../../lib/runtime/database-pool.ts";
import { filterFor } from "./filtered-clients.ts";
import { listedTask } from "./listed-task.ts";
import { attemptLogOf, attemptsPerTask } from "./task-times.ts";

export const listTasks: Handler<typeof taskOperations.listTasks> = async ({ principal, query }) => {
  const { client, limit, cursor, ...given } = query;
  const filter = await filterFor(principal, client, given);
  if (!filter.ok) return filter.error;
  const found = await findTasks(readerDatabase(), filter.value, { after: cursor, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return jsonResponse(200, {
    tasks: page.map((task) => listedTask(principal, task)),
    nextCursor: last !== undefined && found.length > limit ? encodeTaskCursor(last) : null,
  });
};

const groupResponse = (principal: Principal, { cause, sample, ...group }: TaskGroup) => ({
  ...(cause === null ? {} : { cause }),
  ...group,
  sample: sample.map(({ clientId, reason, ...task }) => ({
    ...shownClient(principal, clientId),
    ...task,
    ...(reason === null ? {} : { reason }),
  })),
  filter: {
    status: group.status,
    type: group.type,
    ...(cause === null && group.status !== "rejected" && group.status !== "failed"
      ? {}
      : { cause: causeText(cause) }),
  },
});

export const groupTasks: Handler<typeof taskOperations.groupTasks> = async ({ principal, query }) => {
  const { client, limit, cursor: offset = 0, ...given } = query;
  const filter = await filterFor(principal, client, given);
  if (!filter.ok) return filter.error;
  const found = await findGroups(readerDatabase(), filter.value, { offset, limit: limit + 1 });
  return jsonResponse(200, {
    groups: found.slice(0, limit).map((group) => groupResponse(principal, group)),
    nextCursor: found.length > limit ? encodeGroupCursor(offset + limit) : null,
  });
};

export const readTask: Handler<typeof taskOperations.readTask> = async ({ principal, params, query }) => {
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  const task = await findTask(database(), clients.value, params.taskId);
  if (task === undefined) return problem(404, taskOperations.readTask.notFound);
  const attempts = await listAttempts(database(), [task.taskId], attemptsPerTask(1));
  return jsonResponse(200, {
    ...listedTask(principal, task),
    ...attemptLogOf(attempts, task.attemptsLogged),
  });
};
