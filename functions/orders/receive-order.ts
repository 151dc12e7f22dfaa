/** POST /orders: the way of an order from its body to its tasks in the outbox. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../lib/contract/json.ts";
import { lineCount, MAX_LINES, parseOrder } from "../../lib/contract/order-body.ts";
import { type IdentifiedTask, identifyTasks } from "../../lib/tasks/identified-task.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { type HttpResponse, validationProblem, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { publishTasks } from "../../lib/queue/publish.ts";
import type { RequestBody } from "../../lib/http/request-body.ts";
import { type Rules, currentRules } from "../../lib/runtime/rulebook-cache.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { findOrder, insertOrder } from "../../lib/database/orders.ts";
import { listTasks } from "../../lib/database/tasks.ts";
import { acceptedOrderResponse, orderResponse } from "./order-response.ts";
import { decideInShadow } from "./shadow-decision.ts";

/** Of the body as sent, so that a default of ours that changes later does not make an old order look changed. */
const contentHashOf = (body: RequestBody): Buffer | undefined =>
  body.withinDepthLimit ? createHash("sha256").update(canonicalJson(body.json)).digest() : undefined;

const replay = async (
  { clientId }: Principal,
  orderId: string,
  contentHash: Buffer,
): Promise<HttpResponse | undefined> => {
  const stored = await findOrder(database(), clientId, orderId);
  if (stored === undefined || !stored.contentHash.equals(contentHash)) return undefined;
  const tasks = await listTasks(database(), [stored.orderNo]);
  return jsonResponse(200, orderResponse(stored, tasks), { "Idempotent-Replayed": "true" });
};

// What was accepted once stays accepted, also when the rulebook that knew its product types is no longer active.
const replayOfInvalid = async (
  principal: Principal,
  body: RequestBody,
): Promise<HttpResponse | undefined> => {
  const contentHash = contentHashOf(body);
  const orderId = "orderId" in body.json ? body.json.orderId : undefined;
  if (contentHash === undefined || typeof orderId !== "string") return undefined;
  return replay(principal, orderId, contentHash);
};

const accept = async (
  principal: Principal,
  order: Order,
  contentHash: Buffer,
  rules: Rules,
): Promise<HttpResponse | undefined> => {
  const { active, catalogue } = rules;
  const decision = decide(active.compiled, active.version, order, catalogue);
  const tasks = identifyTasks(decision.tasks, newId);
  const receivedAt = now();
  const orderNo = await insertOrder(database(), {
    clientId: principal.clientId,
    contentHash,
    receivedAt,
    order,
    decision,
    tasks,
    catalogue,
  });
  if (orderNo === undefined) return undefined;
  logger.info("order accepted", { clientId: principal.clientId, orderNo, tasks: tasks.length });
  const queued = await publishTasks(publishable(tasks, order.orderId));
  await decideInShadow(rules, order, decision, orderNo);
  return jsonResponse(
    202,
    acceptedOrderResponse(order, { rulebookVersion: active.version, receivedAt, tasks, queued }),
  );
};

// A task that waits for another is published when that one is done.
const publishable = (tasks: readonly IdentifiedTask[], orderId: string) =>
  tasks.flatMap(({ taskId, type, dependsOn }) =>
    dependsOn === undefined ? [{ taskId, type, orderId }] : [],
  );

export const receiveOrder: Handler = async ({ principal, body }) => {
  if (lineCount(body.json) > MAX_LINES)
    return problem(413, `An order must not have more than ${MAX_LINES} lines.`);
  const rules = await currentRules();
  const parsed = parseOrder(body.json, rules.active.compiled.rulebook.productTypes, body.protoKeys);
  if (!parsed.ok) return (await replayOfInvalid(principal, body)) ?? validationProblem(parsed.error);
  const contentHash = contentHashOf(body)!;
  const { orderId } = parsed.value;
  return (
    (await accept(principal, parsed.value, contentHash, rules)) ??
    (await replay(principal, orderId, contentHash)) ??
    problem(409, `There is already an order ${orderId} with other content.`)
  );
};
