/**
 * Tries a draft on recorded orders: decides each under the draft and under the active rulebook and counts what would
 * differ. It keeps counters and a few examples, never the orders, so its memory does not grow with them.
 */
import type { Catalogue, Decision } from "../domain/decision.ts";
import type { Order } from "../domain/order.ts";
import { type Because, type PlannedTask, TASK_TYPES, type TaskType } from "../domain/task.ts";
import { type CommissionDifference, commissionTotals, type RateOf } from "./commission-total.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import { type Differences, differences } from "./differences.ts";
import { rulesWithEffect } from "./examples.ts";

/** A task in an example: enough to see what it is and who asked for it. */
export type ExampleTask = {
  readonly type: TaskType;
  readonly key: string;
  readonly lineIds: readonly string[];
  readonly payload: PlannedTask["payload"];
  readonly because: readonly Because[];
};
type ExampleOrder = {
  readonly orderId: string;
  readonly added: readonly ExampleTask[];
  readonly removed: readonly ExampleTask[];
};

/** The contract's answer but for the two version numbers, which the caller knows. */
export type SimulationResult = {
  readonly ordersReplayed: number;
  readonly ordersDiffering: number;
  /** In how many orders each rule had an effect. */
  readonly rules: readonly { readonly ruleId: string; readonly before: number; readonly after: number }[];
  readonly tasks: Readonly<Record<TaskType, { readonly added: number; readonly removed: number }>>;
  readonly commission: CommissionDifference;
  /** Only when orders came in several currencies. */
  readonly otherCurrencies?: readonly CommissionDifference[];
  readonly examples: readonly ExampleOrder[];
  /** Said when there was nothing to compare. */
  readonly note?: string;
};

const EXAMPLES_PER_KIND = 3;
const MOST_EXAMPLES = 30;
const MOST_TASKS_SHOWN = 10;
const MOST_REASONS_SHOWN = 3;
const MOST_LINES_SHOWN = 50;
const NOTHING = "no recorded orders in this period: nothing was compared";

/** What kind of difference a task is: the key without the line or agent it is about. */
const kindOf = (sign: "+" | "-", task: PlannedTask): string => {
  switch (task.type) {
    case "packing_slip":
      return `${sign}${task.key}`;
    case "membership":
      return `${sign}membership:${task.payload.change}`;
    case "email":
      return `${sign}email:${task.payload.template}`;
    case "commission":
      return `${sign}commission`;
  }
};

const shown = ({ type, key, lineIds, payload, because }: PlannedTask): ExampleTask => ({
  type,
  key,
  lineIds: lineIds.slice(0, MOST_LINES_SHOWN),
  payload,
  because: because.slice(0, MOST_REASONS_SHOWN),
});

/** Keeps the first few orders of every kind of difference. */
const exampleKeeper = () => {
  const perKind = new Map<string, number>();
  const examples: ExampleOrder[] = [];
  const keep = (order: Order, { added, removed }: Differences): void => {
    if (examples.length >= MOST_EXAMPLES) return;
    const kinds = new Set([
      ...added.map((task) => kindOf("+", task)),
      ...removed.map((task) => kindOf("-", task)),
    ]);
    if ([...kinds].every((kind) => (perKind.get(kind) ?? 0) >= EXAMPLES_PER_KIND)) return;
    for (const kind of kinds) perKind.set(kind, (perKind.get(kind) ?? 0) + 1);
    examples.push({
      orderId: order.orderId,
      added: added.slice(0, MOST_TASKS_SHOWN).map(shown),
      removed: removed.slice(0, MOST_TASKS_SHOWN).map(shown),
    });
  };
  return { keep, examples };
};

/** Counts per rule, in the order of the draft, then the rules that only the active rulebook has. */
const ruleCounter = (draft: CompiledRulebook, active: CompiledRulebook) => {
  const ids = [...draft.rules, ...active.rules].map(({ rule }) => rule.id);
  const counts = new Map(ids.map((id) => [id, { before: 0, after: 0 }]));
  const count = (decision: Decision, when: "before" | "after"): void => {
    for (const id of rulesWithEffect(decision)) counts.get(id)![when] += 1;
  };
  const totals = () => [...counts].map(([ruleId, count]) => ({ ruleId, ...count }));
  return { count, totals };
};

const taskCounter = () => {
  const tasks = Object.fromEntries(TASK_TYPES.map((type) => [type, { added: 0, removed: 0 }])) as Record<
    TaskType,
    { added: number; removed: number }
  >;
  const count = ({ added, removed }: Differences): void => {
    for (const task of added) tasks[task.type].added += 1;
    for (const task of removed) tasks[task.type].removed += 1;
  };
  return { tasks, count };
};

/** A recorded order may hold the gifts of its own day; what counts is what the customer ordered. */
const asOrdered = (order: Order): Order =>
  order.lines.some((line) => line.free)
    ? { ...order, lines: order.lines.filter((line) => !line.free) }
    : order;

/**
 * Starts a comparison of a draft with the active rulebook. Feed it orders one by one; ask for the report at any time.
 * @param rateOf the agents' own rates, for commission money
 */
export const startSimulation = (draft: CompiledRulebook, active: CompiledRulebook, rateOf: RateOf) => {
  const rules = ruleCounter(draft, active);
  const tasks = taskCounter();
  const commission = commissionTotals(rateOf);
  const kept = exampleKeeper();
  let ordersReplayed = 0;
  let ordersDiffering = 0;

  /** @param catalogue the entries as recorded with the order, never today's */
  const add = (recorded: Order, catalogue: Catalogue): void => {
    const order = asOrdered(recorded);
    const before = decide(active, 0, order, catalogue);
    const after = decide(draft, 0, order, catalogue);
    const difference = differences(before, after);
    ordersReplayed += 1;
    rules.count(before, "before");
    rules.count(after, "after");
    commission.add(order, before, after);
    if (difference.added.length + difference.removed.length === 0) return;
    ordersDiffering += 1;
    tasks.count(difference);
    kept.keep(order, difference);
  };

  const report = (): SimulationResult => {
    const [main = { before: 0, after: 0, currency: "BRL" }, ...otherCurrencies] = commission.totals();
    return {
      ordersReplayed,
      ordersDiffering,
      rules: rules.totals(),
      tasks: structuredClone(tasks.tasks),
      commission: main,
      ...(otherCurrencies.length > 0 ? { otherCurrencies } : {}),
      examples: [...kept.examples],
      ...(ordersReplayed === 0 ? { note: NOTHING } : {}),
    };
  };

  return { add, report };
};
