/** GET /orders/{orderId}. */

import { isPlatformId } from "../../lib/contract/path-parameters.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { loadRulebook } from "../../lib/runtime/rulebook-cache.ts";
import { explainWhyNot } from "../../lib/rulebook/why-not.ts";
import { findOrder, type StoredOrder } from "../../lib/database/orders.ts";
import { listTasks } from "../../lib/database/tasks.ts";
import { orderDetailResponse } from "./order-response.ts";

// Nobody stores what did not happen: it is worked out again, from what the order was decided with.
const silences = async ({ rulebookVersion, order, catalogue }: StoredOrder) => {
  const rulebook = await loadRulebook(rulebookVersion);
  return rulebook === undefined ? [] : explainWhyNot(rulebook.compiled, order, catalogue);
};

export const readOrder: Handler = async ({ principal, params }) => {
  const { orderId = "" } = params;
  const stored = isPlatformId(orderId) ? await findOrder(database(), principal.clientId, orderId) : undefined;
  if (stored === undefined) return problem(404, "There is no such order.");
  const tasks = await listTasks(database(), [stored.orderNo]);
  return jsonResponse(200, orderDetailResponse(stored, tasks, await silences(stored)));
};
