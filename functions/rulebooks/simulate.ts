/** POST /rulebooks/{version}/simulation: recorded orders decided again, under this version and under the active one. */
import { parseBody } from "../../lib/contract/body-faults.ts";
import { positiveInteger } from "../../lib/contract/path-ids.ts";
import { simulationBody } from "../../lib/contract/rulebook-bodies.ts";
import type { Catalogue } from "../../lib/domain/decision.ts";
import type { Order } from "../../lib/domain/order.ts";
import { rateAt } from "../../lib/domain/rates.ts";
import { allows, type Principal } from "../../lib/domain/scope.ts";
import { invalid, json, refuse } from "../../lib/edge/answer.ts";
import { millis } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { catalogueFor, type LoadedRulebook, loadRulebook, rulesNow } from "../../lib/edge/rulebook-cache.ts";
import { startComparison } from "../../lib/rulebook/simulate.ts";
import { findAllRates } from "../../lib/store/agents.ts";
import { findRecorded, type RecordedFilter, type RecordedOrder } from "../../lib/store/recorded-orders.ts";

const PAGE = 500;
/** API Gateway waits 29 s for an answer; one that covers part of the orders and says so is better than none. */
const PATIENCE_MS = 20_000;

type Replay = RecordedFilter & { readonly limit?: number | undefined };

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
    const page = await findRecorded(database(), wanted, { before, size: Math.min(PAGE, left) });
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
  const comparison = startComparison(draft.compiled, active.compiled, rateOf);
  const covered = await replay(wanted, (recorded) =>
    comparison.add(shownTo(principal, recorded), withRecorded(today, recorded)),
  );
  return { ...comparison.report(), ...(covered === "all" ? {} : { incomplete: true }) };
};

export const simulateRulebook: Handler = async ({ params, body, principal }) => {
  const version = positiveInteger(params.version ?? "");
  const draft = version === undefined ? undefined : await loadRulebook(version);
  if (draft === undefined) return refuse(404, "There is no such rulebook.");
  const parsed = parseBody(simulationBody, body.json);
  if (!parsed.ok) return invalid(parsed.faults);
  const { active } = await rulesNow();
  const report = await compare(draft, active, parsed.value, principal);
  return json(200, { rulebookVersion: draft.version, against: active.version, ...report });
};
