/** GET /orders/{orderId}. */
import { orderOperations } from "../../lib/contract/operations/orders.ts";
import { withClauses } from "../../lib/contract/clauses-response.ts";
import { whyNotBytes } from "../../lib/contract/task-response.ts";
import { findCancellations } from "../../lib/database/cancellations.ts";
import { findOrder, findStoredWhyNot, type StoredOrder } from "../../lib/database/orders.ts";
import { listAttempts } from "../../lib/database/task-attempts.ts";
import { listTasks } from "../../lib/database/task-views.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { withInputs } from "../../lib/rulebook/decision-inputs.ts";
import type { Clause } from "../../lib/rulebook/clause.ts";
import { decideWithTrace } from "../../lib/rulebook/why-not.ts";
import { company } from "../../lib/runtime/company.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { loadLists } from "../../lib/runtime/list-cache.ts";
import { loadRulebook } from "../../lib/runtime/rulebook-cache.ts";
import { orderDetailResponse } from "./order-response.ts";
import { attemptsPerTask } from "./task-times.ts";

type Detail = ReturnType<typeof orderDetailResponse>;

/** An explanation that was stored with its parts. */
const storedClauses = (explanation: object): readonly Clause[] =>
  "clauses" in explanation ? (explanation.clauses as readonly Clause[]) : [];

/** Adds what is not stored: it is computed from the rulebook version and what the order was decided with. */
const explained = async <Response extends Detail>(stored: StoredOrder, response: Response) => {
  // What is computed from an order whose personal data was replaced is not about the order that was decided.
  if (stored.erasedAt !== null) {
    const withWhyNot = { ...response, ...(await findStoredWhyNot(database(), stored.orderNo)) };
    return withClauses(withWhyNot, { ofBecause: storedClauses, ofWhyNot: storedClauses });
  }
  const { rulebookVersion, catalogue, listVersions, history, managers } = stored;
  const rulebook = await loadRulebook(rulebookVersion);
  if (rulebook === undefined) return { ...response, whyNot: [] };
  const lists = listVersions === null ? undefined : await loadLists(listVersions);
  const inputs = { lists, history: history ?? undefined, managers: managers ?? undefined };
  const order = withInputs(stored.order, inputs);
  const trace = decideWithTrace(rulebook.compiled, rulebookVersion, order, catalogue);
  const whyNot = trace.listWhyNot(whyNotBytes(response));
  return withClauses({ ...response, ...whyNot }, trace.clausesOf(whyNot.whyNot));
};

export const readOrder: Handler<typeof orderOperations.readOrder> = async ({ principal, params, query }) => {
  const { orderId } = params;
  const client = await clientOfExisting(principal, query.client, "order", orderId);
  if (!client.ok) return client.error;
  const stored = await findOrder(database(), client.value, orderId);
  if (stored === undefined) return problem(404, orderOperations.readOrder.notFound);
  const tasks = await listTasks(database(), [stored.orderNo]);
  const taskIds = tasks.map(({ taskId }) => taskId);
  const attempts = await listAttempts(database(), taskIds, attemptsPerTask(tasks.length));
  const cancellations = await findCancellations(database(), stored.orderNo);
  const shown = shownClient(principal, stored.clientId);
  const response = {
    ...shown,
    ...orderDetailResponse(stored, tasks, attempts, cancellations, company().language),
  };
  return jsonResponse(200, await explained(stored, response));
};
