/** GET /orders/{orderId}. */

import { isPlatformId } from "../../lib/contract/path-ids.ts";
import { json, refuse } from "../../lib/edge/answer.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { loadRulebook } from "../../lib/edge/rulebook-cache.ts";
import { explainSilence } from "../../lib/rulebook/silence.ts";
import { findOrder, type StoredOrder } from "../../lib/store/orders.ts";
import { listTasks } from "../../lib/store/tasks.ts";
import { orderDetail } from "./present.ts";

// Nobody stores what did not happen: it is worked out again, from what the order was decided with.
const silences = async ({ rulebookVersion, order, catalogue }: StoredOrder) => {
  const rulebook = await loadRulebook(rulebookVersion);
  return rulebook === undefined ? [] : explainSilence(rulebook.compiled, order, catalogue);
};

export const readOrder: Handler = async ({ principal, params }) => {
  const { orderId = "" } = params;
  const stored = isPlatformId(orderId) ? await findOrder(database(), principal.clientId, orderId) : undefined;
  if (stored === undefined) return refuse(404, "There is no such order.");
  const tasks = await listTasks(database(), [stored.orderNo]);
  return json(200, orderDetail(stored, tasks, await silences(stored)));
};
