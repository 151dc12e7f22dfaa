/**
 * Tries a draft on recorded orders: decides each under the draft and under the active rulebook and counts what would
 * differ. It keeps counters and a few examples but no orders, so its memory does not grow with their number.
 */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import type { RateOf } from "../tasks/definition.ts";
import { MONEY_TASK, TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { type ExampleOrder, exampleCollector } from "./difference-examples.ts";
import { type Differences, differences } from "./differences.ts";
import { rulesWithEffect } from "./examples.ts";
import { type MoneyDifference, moneyTotals } from "./money-total.ts";

type Counts = { added: number; removed: number };

/** The response but for the two version numbers, which the caller adds. */
export type SimulationResult = {
  readonly ordersReplayed: number;
  readonly ordersDiffering: number;
  /** In how many orders each rule had an effect. */
  readonly rules: readonly { readonly ruleId: string; readonly before: number; readonly after: number }[];
  readonly tasks: Readonly<Record<TaskType, Readonly<Counts>>>;
  /** Only when orders came in several currencies. */
  readonly otherCurrencies?: readonly MoneyDifference[];
  readonly examples: readonly ExampleOrder[];
  /** Present when there was nothing to compare. */
  readonly note?: string;
} & { readonly [Type in typeof MONEY_TASK]: MoneyDifference };

const NO_ORDERS = "no recorded orders in this period: nothing was compared";

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
    Counts
  >;
  const count = ({ added, removed }: Differences): void => {
    for (const task of added) tasks[task.type].added += 1;
    for (const task of removed) tasks[task.type].removed += 1;
  };
  return { tasks, count };
};

/** A recorded order may hold free lines that its own rulebook added; both decisions start from the customer's lines. */
const withoutFreeLines = (order: Order): Order =>
  order.lines.some((line) => line.free)
    ? { ...order, lines: order.lines.filter((line) => !line.free) }
    : order;

/**
 * Starts a comparison of a draft with the active rulebook. Add orders one by one; `report` can be called at any time.
 * @param rateOf the agents' own rates, for the comparison of money
 */
export const startSimulation = (draft: CompiledRulebook, active: CompiledRulebook, rateOf: RateOf) => {
  const rules = ruleCounter(draft, active);
  const tasks = taskCounter();
  const money = moneyTotals(rateOf);
  const examples = exampleCollector();
  let ordersReplayed = 0;
  let ordersDiffering = 0;

  /** @param catalogue the entries as recorded with the order, never today's */
  const add = (recorded: Order, catalogue: Catalogue): void => {
    const order = withoutFreeLines(recorded);
    const before = decide(active, 0, order, catalogue);
    const after = decide(draft, 0, order, catalogue);
    const difference = differences(before, after);
    ordersReplayed += 1;
    rules.count(before, "before");
    rules.count(after, "after");
    money.add(order, before, after);
    if (difference.added.length + difference.removed.length === 0) return;
    ordersDiffering += 1;
    tasks.count(difference);
    examples.add(order, difference);
  };

  const report = (): SimulationResult => {
    const [main = { before: 0, after: 0, currency: "BRL" }, ...otherCurrencies] = money.totals();
    return {
      ordersReplayed,
      ordersDiffering,
      rules: rules.totals(),
      tasks: structuredClone(tasks.tasks),
      [MONEY_TASK]: main,
      ...(otherCurrencies.length > 0 ? { otherCurrencies } : {}),
      examples: [...examples.examples],
      ...(ordersReplayed === 0 ? { note: NO_ORDERS } : {}),
    };
  };

  return { add, report };
};
