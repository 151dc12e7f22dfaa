/** POST /rulebooks/{version}/simulation: decides recorded orders again, under this version and under the active one. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { findAllRates } from "../../lib/database/agents.ts";
import {
  listRecordedOrders,
  type RecordedOrder,
  type RecordedOrderFilter,
} from "../../lib/database/recorded-orders.ts";
import { rateAt } from "../../lib/domain/commission-rates.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { Order } from "../../lib/domain/order.ts";
import { allows, type Principal } from "../../lib/domain/scope.ts";
import type { ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { startSimulation } from "../../lib/rulebook/simulate.ts";
import { millis } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import {
  catalogueFor,
  currentRules,
  type LoadedRulebook,
  loadRulebook,
} from "../../lib/runtime/rulebook-cache.ts";

const PAGE_SIZE = 500;
/** API Gateway times out after 29 s. A response that covers some of the orders and says so is better than none. */
const SIMULATION_TIMEOUT_MS = 20_000;

type OrderSelection = RecordedOrderFilter & { readonly limit?: number | undefined };

// An order is decided with the entries of its own day. For entries that were not recorded with it, because no rule
// added them then, today's are used; without them no new free item could be simulated.
const withRecorded = (today: Catalogue, { catalogue }: RecordedOrder): Catalogue => ({
  ...today,
  ...catalogue,
});

// Clients share the rules but not the orders: the order ids of other clients are masked.
const visibleTo = (principal: Principal, { clientId, order }: RecordedOrder): Order =>
  clientId === principal.clientId || allows(principal.scopes, "clients:all")
    ? order
    : { ...order, orderId: "(another client's)" };

const replay = async (
  selection: OrderSelection,
  add: (recorded: RecordedOrder) => void,
): Promise<"complete" | "incomplete"> => {
  const deadline = millis() + SIMULATION_TIMEOUT_MS;
  let before: number | undefined;
  let left = selection.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    if (millis() > deadline) return "incomplete";
    const size = Math.min(PAGE_SIZE, left);
    const page = await listRecordedOrders(database(), selection, { before, size });
    page.forEach(add);
    before = page.at(-1)?.orderNo;
    left -= page.length;
    if (page.length < PAGE_SIZE) break;
  }
  return "complete";
};

const compare = async (
  draft: LoadedRulebook,
  active: LoadedRulebook,
  selection: OrderSelection,
  principal: Principal,
) => {
  const [rates, today] = await Promise.all([findAllRates(database()), catalogueFor([draft, active])]);
  const rateOf = (agentId: string, paidAt: string) => rateAt(rates.get(agentId) ?? [], paidAt)?.rateBps;
  const comparison = startSimulation(draft.compiled, active.compiled, rateOf);
  const coverage = await replay(selection, (recorded) =>
    comparison.add(visibleTo(principal, recorded), withRecorded(today, recorded)),
  );
  return { ...comparison.report(), ...(coverage === "complete" ? {} : { incomplete: true as const }) };
};

export const simulateRulebook: ResourceHandler<typeof rulebookOperations.simulateRulebook> = async ({
  params,
  principal,
}) => {
  const draft = await loadRulebook(params.version);
  if (draft === undefined) return undefined;
  return async (selection) => {
    const { active } = await currentRules();
    const report = await compare(draft, active, selection, principal);
    return jsonResponse(200, { rulebookVersion: draft.version, against: active.version, ...report });
  };
};
