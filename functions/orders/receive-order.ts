/** POST /orders: parses an order, decides it, and stores it with its tasks in the outbox. */
import type { orderOperations } from "../../lib/contract/operations/orders.ts";
import { lineCount, MAX_LINES, parseOrder } from "../../lib/domain/parse-order.ts";
import { lockCustomerHistory } from "../../lib/database/customer-history.ts";
import { findManagers } from "../../lib/database/managers.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { findOrder, insertOrder } from "../../lib/database/orders.ts";
import { listTasks } from "../../lib/database/task-views.ts";
import { type IdentifiedTask, identifyTasks } from "../../lib/tasks/identified-task.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import type { Handler } from "../../lib/http/handler.ts";
import type { JsonBody } from "../../lib/http/request-body.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { REQUEST_PUBLISH_TIMEOUT_MS, sendQueued } from "../../lib/queue/publish.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { type DecisionInputs, withInputs } from "../../lib/rulebook/decision-inputs.ts";
import { intakeDatabase, intakeTransaction } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { versionsOf } from "../../lib/runtime/list-cache.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { currentRules, type Rules } from "../../lib/runtime/rulebook-cache.ts";
import { bodyHash, type Content, HASH_VERSION, isSameContent, orderHash } from "./content-hash.ts";
import { acceptedOrderResponse, orderResponse } from "./order-response.ts";
import { decideInShadow } from "./shadow-decision.ts";

const replay = async ({ clientId }: Principal, orderId: string, content: Content) => {
  const stored = await findOrder(intakeDatabase(), clientId, orderId);
  if (stored === undefined || !isSameContent(stored, content)) return undefined;
  const tasks = await listTasks(intakeDatabase(), [stored.orderNo]);
  return jsonResponse(200, orderResponse(stored, tasks), { "Idempotent-Replayed": "true" });
};

const hashOfBody = (body: JsonBody): Buffer | undefined =>
  body.withinDepthLimit ? bodyHash(body.json) : undefined;

// An accepted order is replayed even when the active rulebook no longer declares its product types.
const replayOfInvalid = async (principal: Principal, body: JsonBody) => {
  const orderId = "orderId" in body.json ? body.json.orderId : undefined;
  if (typeof orderId !== "string") return undefined;
  return replay(principal, orderId, { bodyHash: hashOfBody(body), order: undefined });
};

type Intake = {
  readonly clientId: string;
  readonly order: Order;
  readonly contentHash: Buffer;
  readonly rules: Rules;
};

type ReadInputs = Pick<DecisionInputs, "history" | "managers">;

/** Decides an order and stores it with what it was decided with. */
const decideAndStore = async (
  sql: Sql,
  { clientId, order, contentHash, rules }: Intake,
  { history, managers }: ReadInputs = {},
) => {
  const { active, catalogue, lists } = rules;
  const decided = withInputs(order, { lists, history, managers });
  const decision = decide(active.compiled, active.version, decided, catalogue);
  const tasks = identifyTasks(decision.tasks, newId);
  const accepted = await insertOrder(sql, {
    clientId,
    contentHash,
    parsedHash: orderHash(order)!,
    parsedHashVersion: HASH_VERSION,
    order,
    decision,
    tasks,
    catalogue,
    listVersions: versionsOf(lists),
    history,
    managers,
    sendsMessages: true,
  });
  return { decided, decision, tasks, accepted };
};

/** The customer is locked first, so that the order's other inputs are read while no other order of the customer is accepted. */
const readInputs = async (tx: Sql, { rules, clientId, order }: Intake): Promise<ReadInputs> => {
  const { customer, currency } = order;
  const customerOf = { clientId, customerId: customer.customerId, currency };
  const history = rules.readsHistory ? await lockCustomerHistory(tx, customerOf) : undefined;
  const managers = rules.readsManagers ? await findManagers(tx, clientId, order) : undefined;
  return { history, managers };
};

/** One statement, unless a rule reads what only the database knows: then a transaction that reads it and stores the order. */
const store = (intake: Intake) => {
  const { readsHistory, readsManagers } = intake.rules;
  return readsHistory || readsManagers
    ? intakeTransaction(async (tx) => decideAndStore(tx, intake, await readInputs(tx, intake)))
    : decideAndStore(intakeDatabase(), intake);
};

const accept = async ({ clientId }: Principal, order: Order, contentHash: Buffer, rules: Rules) => {
  const { active } = rules;
  const { decided, decision, tasks, accepted } = await store({ clientId, order, contentHash, rules });
  if (accepted === undefined) return undefined;
  const { orderNo, receivedAt } = accepted;
  logger.info("order accepted", { clientId, orderNo, tasks: tasks.length });
  const queued = await sendQueued(publishable(tasks, order.orderId), REQUEST_PUBLISH_TIMEOUT_MS);
  await decideInShadow(rules, decided, decision, orderNo);
  const acceptance = { rulebookVersion: active.version, receivedAt, tasks, queued };
  return jsonResponse(202, acceptedOrderResponse(order, acceptance));
};

// A dependent task gets its message when the task that it depends on is done.
const publishable = (tasks: readonly IdentifiedTask[], orderId: string) =>
  tasks.flatMap(({ taskId, type, dependsOn }) =>
    dependsOn === undefined ? [{ taskId, type, orderId }] : [],
  );

export const receiveOrder: Handler<typeof orderOperations.receiveOrder> = async ({ principal, body }) => {
  if (lineCount(body.json) > MAX_LINES)
    return problem(413, `An order must not have more than ${MAX_LINES} lines.`);
  const rules = await currentRules(principal.clientId);
  const parsed = parseOrder(body.json, rules.active.compiled.rulebook, body.protoKeys);
  if (!parsed.ok) return (await replayOfInvalid(principal, body)) ?? validationProblem(parsed.error);
  const contentHash = hashOfBody(body)!;
  const { orderId } = parsed.value;
  return (
    (await accept(principal, parsed.value, contentHash, rules)) ??
    (await replay(principal, orderId, { bodyHash: contentHash, order: parsed.value })) ??
    problem(409, `There is already an order ${orderId} with different content.`)
  );
};
