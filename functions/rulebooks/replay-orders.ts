/** Decides recorded orders again, under a draft and under the active rulebook. */
import { findRates } from "../../lib/database/agents.ts";
import { findManagerRelations, managersOf } from "../../lib/database/managers.ts";
import { findEntriesByClient } from "../../lib/database/catalogue.ts";
import { findRecordedCancellations, type RecordedCancellation } from "../../lib/database/cancellations.ts";
import {
  listRecordedOrders,
  type RecordedOrder,
  type RecordedOrderFilter,
} from "../../lib/database/recorded-orders.ts";
import { type Catalogue, linkIn } from "../../lib/domain/catalogue.ts";
import { type AgentId, clientKey } from "../../lib/domain/client-key.ts";
import { rateAt } from "../../lib/domain/commission-rates.ts";
import type { Managers } from "../../lib/domain/managers.ts";
import { agentsOf } from "../../lib/domain/order.ts";
import { deliveryOf } from "../../lib/domain/order-line.ts";
import type { CompiledRulebook } from "../../lib/rulebook/compile.ts";
import type { Rename } from "../../lib/rulebook/renames.ts";
import { findRenames, MAX_VERSION } from "../../lib/database/rulebooks.ts";
import { reactsToCancellations } from "../../lib/rulebook/decide-cancellation.ts";
import type { BookingLookups } from "../../lib/rulebook/money-total.ts";
import type { ListVersions } from "../../lib/domain/list.ts";
import { recordedInputs } from "./recorded-inputs.ts";
import { encodeSimulationCursor, type SimulationCursor } from "../../lib/contract/simulation-cursor.ts";
import { type DifferenceListener, startSimulation } from "../../lib/rulebook/simulate.ts";
import { millis } from "../../lib/runtime/clock.ts";
import { readerDatabase } from "../../lib/runtime/database-pool.ts";
import { cataloguesFor, currentRules, loadRulebook } from "../../lib/runtime/rulebook-cache.ts";

const PAGE_SIZE = 500;
/** API Gateway times out after 29 s. A response that covers some of the orders and says so is better than none. */
const SIMULATION_TIMEOUT_MS = 20_000;

export type OrderSelection = RecordedOrderFilter & {
  readonly limit?: number | undefined;
  /** List versions that the draft sees instead of those that an order was decided with. */
  readonly lists?: ListVersions | undefined;
  /** Where a further part of a simulation begins. */
  readonly cursor?: SimulationCursor | undefined;
};

/** A rulebook to try; without a version when it is not saved. */
export type Draft = { readonly version: number | null; readonly compiled: CompiledRulebook };

// An order is decided with the entries of its own day. For entries that were not recorded with it, because no rule
// added them then, today's are used; without them no new free item could be simulated.
const withRecorded = (today: Catalogue | undefined, { catalogue }: RecordedOrder): Catalogue => ({
  ...today,
  ...catalogue,
});

/** The SKUs of the lines whose links an e-mail would contain. */
const streamedSkus = (page: readonly RecordedOrder[]): string[] => {
  const lines = page.flatMap(({ order }) => order.lines.filter((line) => deliveryOf(line) === "streaming"));
  return [...new Set(lines.map(({ sku }) => sku))];
};

const agentIdsOf = ({ clientId, order }: RecordedOrder): AgentId[] =>
  agentsOf(order).map((agentId) => ({ clientId, agentId }));

type ManagersOf = (recorded: RecordedOrder) => Managers | undefined;

/**
 * The managers that the orders of a page were decided with. For an order that was decided without, they are those that
 * the dated relations of today have at its payment.
 */
const findManagersOf = async (
  page: readonly RecordedOrder[],
  rulebooks: readonly Pick<Draft, "compiled">[],
): Promise<ManagersOf> => {
  if (!rulebooks.some(({ compiled }) => compiled.inputs.managers)) return () => undefined;
  const without = page.filter(({ managers }) => managers === null);
  const relations = await findManagerRelations(readerDatabase(), without.flatMap(agentIdsOf));
  return ({ managers, clientId, order }) => managers ?? managersOf(relations, clientId, order);
};

/** The agents who may earn on a page's orders, each once. */
const recipientsOf = (
  page: readonly RecordedOrder[],
  rulebooks: readonly Pick<Draft, "compiled">[],
  managersOfOrder: ManagersOf,
): AgentId[] => {
  const named = rulebooks.flatMap(({ compiled }) => compiled.inputs.agents);
  const recipients = new Map<string, AgentId>();
  for (const recorded of page) {
    const { clientId, order } = recorded;
    const managers = Object.values(managersOfOrder(recorded) ?? {});
    for (const agentId of [...agentsOf(order), ...managers, ...named])
      recipients.set(clientKey(clientId, agentId), { clientId, agentId });
  }
  return [...recipients.values()];
};

type CancellationsOf = (orderNo: number) => readonly RecordedCancellation[] | undefined;

/** The recorded cancellations of a page's orders; not looked up when no rule is for them. */
const findCancellationsOf = async (
  page: readonly RecordedOrder[],
  rulebooks: readonly Pick<Draft, "compiled">[],
): Promise<CancellationsOf> => {
  if (!rulebooks.some(({ compiled }) => reactsToCancellations(compiled))) return () => undefined;
  const found = await findRecordedCancellations(
    readerDatabase(),
    page.map(({ orderNo }) => orderNo),
  );
  const byOrder = Map.groupBy(found, ({ orderNo }) => orderNo);
  return (orderNo) => byOrder.get(orderNo);
};

type AddOrder = (recorded: RecordedOrder) => Promise<void>;

/** Where a replay goes on: before the acceptance number, with that many orders left of its limit. */
type Continuation = Pick<SimulationCursor, "before" | "left">;

/**
 * @param prepare looks up what the orders of a page need, and returns what adds each of them
 * @param isFull whether there is no room for the results of further orders
 * @returns undefined when every order was replayed
 */
const replay = async (
  selection: OrderSelection,
  prepare: (page: readonly RecordedOrder[]) => Promise<AddOrder>,
  isFull: () => boolean,
): Promise<Continuation | undefined> => {
  const deadline = millis() + SIMULATION_TIMEOUT_MS;
  const { cursor, limit } = selection;
  let before = cursor?.before;
  let left = (cursor === undefined ? limit : cursor.left) ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    const size = Math.min(PAGE_SIZE, left);
    const page = await listRecordedOrders(readerDatabase(), selection, { before, size });
    const add = await prepare(page);
    for (const recorded of page) {
      await add(recorded);
      before = recorded.orderNo;
      left -= 1;
      if (left > 0 && (isFull() || millis() > deadline))
        return { before, ...(Number.isFinite(left) ? { left } : {}) };
    }
    if (page.length < size) break;
  }
  return undefined;
};

/** The rates of the agents, and the streaming links, by which tasks of a page's orders would be booked or rejected today. */
const lookupsFor = async (
  page: readonly RecordedOrder[],
  recipients: readonly AgentId[],
  today: ReadonlyMap<string, Catalogue>,
): Promise<(clientId: string) => BookingLookups> => {
  const [rates, streamed] = await Promise.all([
    findRates(readerDatabase(), recipients),
    findEntriesByClient(readerDatabase(), streamedSkus(page)),
  ]);
  return (clientId) => {
    const entries = { ...today.get(clientId), ...streamed.get(clientId) };
    return {
      rateOf: (agentId, paidAt) => rateAt(rates.get(clientKey(clientId, agentId)) ?? [], paidAt)?.rateBps,
      linkOf: (sku) => linkIn(entries, sku),
    };
  };
};

/** The version to compare with: that of the parts before, else the active one. */
const comparedWith = async (clientId: string, cursor: SimulationCursor | undefined) => {
  const { active } = await currentRules(clientId);
  return (cursor && (await loadRulebook(cursor.against))) ?? active;
};

/** What was renamed between two versions, whichever is the earlier. A draft that is not saved comes after all. */
const renamesBetween = (draft: number | null, active: number): Promise<readonly Rename[]> => {
  const [earlier, later] = [draft ?? MAX_VERSION, active].toSorted((one, other) => one - other);
  return findRenames(readerDatabase(), earlier!, later!);
};

/** Receives the differences, and says when there is no room for more. */
export type DifferenceSink = { readonly add: DifferenceListener; readonly isFull: () => boolean };

const neverFull = (): boolean => false;

/**
 * Simulates a draft on the selected orders, and compares it with the active version.
 * @param clientId the caller's
 */
export const simulate = async (
  clientId: string,
  draft: Draft,
  selection: OrderSelection,
  sink?: DifferenceSink,
) => {
  const active = await comparedWith(clientId, selection.cursor);
  const today = await cataloguesFor([draft, active]);
  const renames = await renamesBetween(draft.version, active.version);
  const simulation = startSimulation(draft.compiled, active.compiled, sink?.add, renames);
  const inputsOf = await recordedInputs([draft, active], selection.lists ?? {});
  const prepare = async (page: readonly RecordedOrder[]): Promise<AddOrder> => {
    const managersOfOrder = await findManagersOf(page, [draft, active]);
    const recipients = recipientsOf(page, [draft, active], managersOfOrder);
    const lookupsOf = await lookupsFor(page, recipients, today);
    const cancellationsOf = await findCancellationsOf(page, [draft, active]);
    return async (recorded) => {
      const inputs = await inputsOf({ ...recorded, managers: managersOfOrder(recorded) ?? null });
      simulation.add({
        order: inputs.active,
        orderForDraft: inputs.draft,
        catalogue: withRecorded(today.get(recorded.clientId), recorded),
        lookups: lookupsOf(recorded.clientId),
        clientId: selection.clientId === undefined ? recorded.clientId : undefined,
        cancellations: cancellationsOf(recorded.orderNo),
        freeLines: recorded.freeLines,
      });
    };
  };
  const next = await replay(selection, prepare, sink?.isFull ?? neverFull);
  const against = active.version;
  return {
    rulebookVersion: draft.version,
    against,
    ...simulation.report(),
    ...(next === undefined ? {} : { incomplete: true as const }),
    nextCursor: next === undefined ? null : encodeSimulationCursor({ ...next, against }),
  };
};
