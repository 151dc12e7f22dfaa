/** POST /rulebooks/{version}/simulation: recorded orders decided again, under this version and under the active one. */
import { parseBody } from "../../lib/contract/validation-issues.ts";
import { positiveInteger } from "../../lib/contract/path-parameters.ts";
import { simulationBody } from "../../lib/contract/rulebook-bodies.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { Order } from "../../lib/domain/order.ts";
import { rateAt } from "../../lib/domain/commission-rates.ts";
import { allows, type Principal } from "../../lib/domain/scope.ts";
import { validationProblem, jsonResponse, problem } from "../../lib/http/response.ts";
import { millis } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import {
  catalogueFor,
  type LoadedRulebook,
  loadRulebook,
  currentRules,
} from "../../lib/runtime/rulebook-cache.ts";
import { startSimulation } from "../../lib/rulebook/simulate.ts";
import { findAllRates } from "../../lib/database/agents.ts";
import {
  listRecordedOrders,
  type RecordedOrderFilter,
  type RecordedOrder,
} from "../../lib/database/recorded-orders.ts";

const PAGE = 500;
/** API Gateway waits 29 s for an answer; one that covers part of the orders and says so is better than none. */
const PATIENCE_MS = 20_000;

type Replay = RecordedOrderFilter & { readonly limit?: number | undefined };

// How an order was decided hangs on the entries of its own day. Entries that nobody asked for then, because no rule
// gave them, are taken as they are today: else no new gift could ever be tried.
const withRecorded = (today: Catalogue, { catalogue }: RecordedOrder): Catalogue => ({
  ...today,
  ...catalogue,
});

// Rules are everybody's, orders are not: what another client's order is called stays with that client.
const shownTo = (principal: Principal, { clientId, order }: RecordedOrder): Order =>
  clientId === principal.clientId || allows(principal.scopes, "admin")
    ? order
    : { ...order, orderId: "(another client's)" };

const replay = async (wanted: Replay, add: (recorded: RecordedOrder) => void): Promise<"all" | "part"> => {
  const end = millis() + PATIENCE_MS;
  let before: number | undefined;
  let left = wanted.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    if (millis() > end) return "part";
    const page = await listRecordedOrders(database(), wanted, { before, size: Math.min(PAGE, left) });
    page.forEach(add);
    before = page.at(-1)?.orderNo;
    left -= page.length;
    if (page.length < PAGE) break;
  }
  return "all";
};

const compare = async (
  draft: LoadedRulebook,
  active: LoadedRulebook,
  wanted: Replay,
  principal: Principal,
) => {
  const [rates, today] = await Promise.all([findAllRates(database()), catalogueFor([draft, active])]);
  const rateOf = (agentId: string, paidAt: string) => rateAt(rates.get(agentId) ?? [], paidAt)?.rateBps;
  const comparison = startSimulation(draft.compiled, active.compiled, rateOf);
  const covered = await replay(wanted, (recorded) =>
    comparison.add(shownTo(principal, recorded), withRecorded(today, recorded)),
  );
  return { ...comparison.report(), ...(covered === "all" ? {} : { incomplete: true }) };
};

export const simulateRulebook: Handler = async ({ params, body, principal }) => {
  const version = positiveInteger(params.version ?? "");
  const draft = version === undefined ? undefined : await loadRulebook(version);
  if (draft === undefined) return problem(404, "There is no such rulebook.");
  const parsed = parseBody(simulationBody, body.json);
  if (!parsed.ok) return validationProblem(parsed.error);
  const { active } = await currentRules();
  const report = await compare(draft, active, parsed.value, principal);
  return jsonResponse(200, { rulebookVersion: draft.version, against: active.version, ...report });
};
