/**
 * Tries a draft on recorded orders: decides each under the draft and under the active rulebook and counts what would
 * differ. It keeps counters and a few examples but no orders, so its memory does not grow with their number.
 */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRulebook } from "./compile.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { type DecidedCancellation, decideCancellation } from "./decide-cancellation.ts";
import { decide } from "./decide.ts";
import type { OrderWithInputs } from "./decision-inputs.ts";
import type { Decision } from "./decision.ts";
import {
  type DifferenceKind,
  type ExampleOrder,
  exampleCollector,
  type OrderReference,
} from "./difference-examples.ts";
import { type Changes, differ, type Differences, differences } from "./differences.ts";
import { rulesWithEffect } from "./examples.ts";
import { type Rename, sameRuleIn } from "./renames.ts";
import {
  type BookedDifferences,
  type BookingLookups,
  moneyTotals,
  type RejectionDifference,
} from "./money-total.ts";

/** How many are only in the second decision, only in the first, and in both with another content. */
type Counts = { added: number; removed: number; changed: number };

/** The sums of a further currency: those of the commission, with those of other bookings beside them. */
type OtherCurrency = BookedDifferences["commission"] & Omit<BookedDifferences, "commission">;

/** The response but for the two version numbers, which the caller adds. */
export type SimulationResult = {
  readonly ordersReplayed: number;
  readonly ordersDiffering: number;
  /** In how many orders each rule had an effect. */
  readonly rules: readonly { readonly ruleId: string; readonly before: number; readonly after: number }[];
  readonly tasks: Readonly<Record<TaskType, Readonly<Counts>>>;
  readonly freeItems: Readonly<Counts>;
  readonly notes: Readonly<Counts>;
  /** Only when orders came in several currencies. */
  readonly otherCurrencies?: readonly OtherCurrency[];
  /** Tasks that would be rejected, by type and cause. */
  readonly wouldBeRejected: readonly RejectionDifference[];
  readonly kinds: readonly DifferenceKind[];
  readonly examples: readonly ExampleOrder[];
  /** Present when there was nothing to compare. */
  readonly note?: string;
} & BookedDifferences;

/** A recorded order and what its decision depends on. */
export type ReplayedOrder = {
  readonly order: OrderWithInputs;
  /** As the draft sees it, when its lists are not those of the active rulebook. */
  readonly orderForDraft?: OrderWithInputs;
  /** The entries as recorded with the order, never today's. */
  readonly catalogue: Catalogue;
  /** The agents' own rates and, if known, the streaming links. */
  readonly lookups: BookingLookups;
  /** Shown with examples when given. */
  readonly clientId?: string | undefined;
  /** What was cancelled of it, in the order of acceptance. */
  readonly cancellations?: readonly DecidedCancellation[] | undefined;
  /** The free lines that it was accepted with: cancellations take these, too. */
  readonly freeLines?: readonly OrderLine[] | undefined;
};

const NO_ORDERS = "no recorded orders in this period: nothing was compared";

const allRules = ({ rules, forCancellations }: CompiledRulebook): readonly CompiledRule[] => [
  ...rules,
  ...(forCancellations?.rules ?? []),
];

const sameId = (id: string): string => id;

/** Counts per rule, in the order of the draft, then the rules that only the active rulebook has. */
const ruleCounter = (draft: CompiledRulebook, active: CompiledRulebook, renames: readonly Rename[]) => {
  const [own, other] = [draft, active].map((rulebook) => allRules(rulebook).map(({ rule }) => rule));
  const draftId = sameRuleIn(own!, other!, renames);
  const ids = [
    ...allRules(draft).map(({ rule }) => rule.id),
    ...allRules(active).map(({ rule }) => draftId(rule.id)),
  ];
  const counts = new Map(ids.map((id) => [id, { before: 0, after: 0 }]));
  const count = (decision: Decision, when: "before" | "after"): void => {
    const idOf = when === "before" ? draftId : sameId;
    // Two rules of the active rulebook may be one in the draft.
    for (const id of new Set(rulesWithEffect(decision).map(idOf))) counts.get(id)![when] += 1;
  };
  const totals = () => [...counts].map(([ruleId, count]) => ({ ruleId, ...count }));
  return { count, totals };
};

const noCounts = (): Counts => ({ added: 0, removed: 0, changed: 0 });

const addCounts = (counts: Counts, { added, removed, changed }: Changes<unknown>): void => {
  counts.added += added.length;
  counts.removed += removed.length;
  counts.changed += changed.length;
};

const differenceCounter = () => {
  const tasks = Object.fromEntries(TASK_TYPES.map((type) => [type, noCounts()])) as Record<TaskType, Counts>;
  const freeItems = noCounts();
  const notes = noCounts();
  const count = ({ added, removed, changed, freeItems: items, notes: ofNotes }: Differences): void => {
    for (const { type } of added) tasks[type].added += 1;
    for (const { type } of removed) tasks[type].removed += 1;
    for (const { after } of changed) tasks[after.type].changed += 1;
    addCounts(freeItems, items);
    addCounts(notes, ofNotes);
  };
  return { count, counts: () => structuredClone({ tasks, freeItems, notes }) };
};

/** A recorded order may hold free lines that its own rulebook added; both decisions start from the customer's lines. */
const withoutFreeLines = (order: Order): Order =>
  order.lines.some((line) => line.free)
    ? { ...order, lines: order.lines.filter((line) => !line.free) }
    : order;

/** A decision with what the rules for each cancellation lead to. The keys of their tasks are those of no other. */
const withCancellations = (
  decision: Decision,
  compiled: CompiledRulebook,
  order: OrderWithInputs,
  { cancellations = [], freeLines = [] }: ReplayedOrder,
): Decision => {
  if (cancellations.length === 0 || compiled.forCancellations === undefined) return decision;
  const accepted = { ...order, lines: [...order.lines, ...freeLines] };
  const all = [decision, ...cancellations.map((one) => decideCancellation(compiled, 0, accepted, one))];
  const notes = all.flatMap((one) => one.notes ?? []);
  return {
    ...decision,
    tasks: all.flatMap(({ tasks }) => tasks),
    ...(notes.length === 0 ? {} : { notes }),
    suppressedBy: all.flatMap((one) => one.suppressedBy ?? []),
  };
};

/** Receives every order that differs. */
export type DifferenceListener = (order: OrderReference, differences: Differences) => void;

/**
 * Starts a comparison of a draft with the active rulebook. Add orders one by one; `report` can be called at any time.
 * @param renames what the versions between the two renamed
 */
export const startSimulation = (
  draft: CompiledRulebook,
  active: CompiledRulebook,
  onDifference?: DifferenceListener,
  renames: readonly Rename[] = [],
) => {
  const rules = ruleCounter(draft, active, renames);
  const counter = differenceCounter();
  const money = moneyTotals();
  const examples = exampleCollector();
  let ordersReplayed = 0;
  let ordersDiffering = 0;

  const add = (replayed: ReplayedOrder): void => {
    const { order: recorded, orderForDraft = recorded, catalogue, lookups, clientId } = replayed;
    const order = withoutFreeLines(recorded);
    const forDraft = orderForDraft === recorded ? order : withoutFreeLines(orderForDraft);
    const before = withCancellations(decide(active, 0, order, catalogue), active, order, replayed);
    const after = withCancellations(decide(draft, 0, forDraft, catalogue), draft, forDraft, replayed);
    const difference = differences(before, after);
    ordersReplayed += 1;
    rules.count(before, "before");
    rules.count(after, "after");
    money.add(order, before, after, lookups);
    if (!differ(difference)) return;
    ordersDiffering += 1;
    counter.count(difference);
    const { orderId } = order;
    const reference = clientId === undefined ? { orderId } : { orderId, clientId };
    examples.add(reference, difference);
    onDifference?.(reference, difference);
  };

  const report = (): SimulationResult => {
    const [main, ...others] = money.totals();
    const otherCurrencies = others.map(({ commission, ...rest }) => ({ ...commission, ...rest }));
    return {
      ordersReplayed,
      ordersDiffering,
      rules: rules.totals(),
      ...counter.counts(),
      ...main,
      ...(otherCurrencies.length > 0 ? { otherCurrencies } : {}),
      wouldBeRejected: money.rejections(),
      kinds: examples.kinds(),
      examples: [...examples.examples],
      ...(ordersReplayed === 0 ? { note: NO_ORDERS } : {}),
    };
  };

  return { add, report };
};
