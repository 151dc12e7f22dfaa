/** POST /task-retries and GET /task-retries/{retryId}: many tasks run again. */
import { MAX_RETRIED, taskOperations } from "../../lib/contract/operations/tasks.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { TaskFilter } from "../../lib/database/task-filter.ts";
import {
  countEligible,
  findCandidates,
  findRetryRequest,
  lockRetryRequests,
  reopenTasks,
  type RetryCandidate,
  selectEligible,
} from "../../lib/database/task-retries.ts";
import { ok } from "../../lib/domain/result.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { isRetryable } from "../../lib/domain/task.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler, HttpRequest } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { publishTasks, REQUEST_PUBLISH_TIMEOUT_MS } from "../../lib/queue/publish.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { filterFor } from "./filtered-clients.ts";
import { retryRefusal } from "./retry-refusal.ts";

type Body = HttpRequest<typeof taskOperations.requestRetry>["body"];

/** Which tasks a request is about. */
type Selection = {
  readonly clientId: string | undefined;
  readonly taskIds?: readonly string[] | undefined;
  readonly filter?: TaskFilter | undefined;
};

/** The tasks that one request has run again, and the others. */
type Plan = {
  /** All that the selection would have run again, by this and further requests. */
  readonly eligible: number;
  readonly orders: number;
  readonly tasks: readonly RetryCandidate[];
  readonly refusals: readonly { readonly taskId: string; readonly reason: string }[];
};

const UNKNOWN = "There is no such task in an order of yours.";

/** @param locks whether the tasks are locked, to be run again in this transaction */
const planOf = async (sql: Sql, selection: Selection, locks: boolean): Promise<Plan> => {
  const { clientId, taskIds, filter } = selection;
  const ids = taskIds ?? (await selectEligible(sql, filter!, MAX_RETRIED));
  const found = await findCandidates(sql, clientId, ids, locks);
  const known = new Set(found.map(({ taskId }) => taskId));
  const tasks = found.filter(({ status }) => isRetryable(status));
  const refusals = [
    ...found.flatMap(({ taskId, status, causeCode }) =>
      isRetryable(status) ? [] : [{ taskId, reason: retryRefusal({ status, causeCode }) }],
    ),
    ...[...new Set(ids)]
      .filter((taskId) => !known.has(taskId))
      .map((taskId) => ({ taskId, reason: UNKNOWN })),
  ];
  const counted =
    filter === undefined
      ? { count: tasks.length, orders: new Set(tasks.map(({ orderNo }) => orderNo)).size }
      : await countEligible(sql, filter);
  return { eligible: counted.count, orders: counted.orders, tasks, refusals };
};

const planResponse = (principal: Principal, { eligible, tasks, refusals }: Plan) => ({
  refused: refusals.length,
  remaining: Math.max(0, eligible - tasks.length),
  tasks: tasks.map(({ clientId, orderId, taskId, type }) => ({
    ...shownClient(principal, clientId),
    orderId,
    taskId,
    type,
  })),
  refusals,
});

const run = async (principal: Principal, selection: Selection, { expected, note, filter }: Body) => {
  const request = {
    retryId: newId(),
    clientId: principal.clientId,
    requestedAt: now(),
    requestedBy: principal.keyId,
    note,
    filter,
  };
  return database().transaction(async (tx) => {
    if (filter !== undefined) await lockRetryRequests(tx);
    const plan = await planOf(tx, selection, true);
    if (expected !== undefined && plan.eligible !== expected) return { kind: "changed", plan } as const;
    const taskIds = plan.tasks.map(({ taskId }) => taskId);
    const reopened = await reopenTasks(tx, taskIds, request);
    return { kind: "accepted", plan, reopened, retryId: request.retryId } as const;
  });
};

const selectionOf = async (principal: Principal, client: string | undefined, { taskIds, filter }: Body) => {
  if (filter === undefined) {
    const clients = narrowToClient(principal, client);
    return clients.ok ? ok({ clientId: clients.value, taskIds }) : clients;
  }
  const parsed = await filterFor(principal, client, filter);
  return parsed.ok ? ok({ clientId: parsed.value.clientId, filter: parsed.value }) : parsed;
};

export const requestRetry: Handler<typeof taskOperations.requestRetry> = async ({
  principal,
  query,
  body,
}) => {
  const selection = await selectionOf(principal, query.client, body);
  if (!selection.ok) return selection.error;
  if (body.dryRun) {
    const plan = await planOf(database(), selection.value, false);
    const { eligible, orders } = plan;
    return jsonResponse(200, { dryRun: true as const, eligible, orders, ...planResponse(principal, plan) });
  }
  const result = await run(principal, selection.value, body);
  if (result.kind === "changed")
    return problem(
      409,
      `${result.plan.eligible} tasks can run again, not ${body.expected}; look at them once more.`,
    );
  const { plan, reopened, retryId } = result;
  await publishTasks(reopened, { timeoutMs: REQUEST_PUBLISH_TIMEOUT_MS });
  const accepted = reopened.length;
  return jsonResponse(202, { retryId, accepted, ...planResponse(principal, plan) });
};

export const readRetry: Handler<typeof taskOperations.readRetry> = async ({ principal, params, query }) => {
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  const found = await findRetryRequest(database(), clients.value, params.retryId);
  if (found === undefined) return problem(404, taskOperations.readRetry.notFound);
  const { clientId, note, filter, ...progress } = found;
  return jsonResponse(200, {
    ...shownClient(principal, clientId),
    ...progress,
    ...(note === null ? {} : { note }),
    ...(filter === null ? {} : { filter }),
  });
};
