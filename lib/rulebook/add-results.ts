/** Adds up the results of the parts of a simulation. */
import { BOOKINGS } from "../tasks/definition.ts";
import { TASK_TYPES } from "../tasks/registry.ts";
import { type DifferenceKind, EXAMPLES_PER_KIND, MAX_EXAMPLES } from "./difference-examples.ts";
import type { BookedDifferences, MoneyDifference } from "./money-total.ts";
import type { SimulationResult } from "./simulate.ts";

type Numbers = Readonly<Record<string, number>>;

const addNumbers = <T extends Numbers>(left: T, right: T): T =>
  Object.fromEntries(Object.entries(left).map(([key, value]) => [key, value + (right[key] ?? 0)])) as T;

/** Adds entries with one key; those of the second part that the first lacks come last. */
const addByKey = <T>(
  left: readonly T[],
  right: readonly T[],
  keyOf: (value: T) => string,
  add: (left: T, right: T) => T,
): readonly T[] => {
  const sums = new Map(left.map((value) => [keyOf(value), value]));
  for (const value of right) {
    const existing = sums.get(keyOf(value));
    sums.set(keyOf(value), existing === undefined ? value : add(existing, value));
  }
  return [...sums.values()];
};

const addSides = <T extends { readonly before: number; readonly after: number }>(left: T, right: T): T => ({
  ...left,
  before: left.before + right.before,
  after: left.after + right.after,
});

const bookedIn = (result: SimulationResult): readonly BookedDifferences[] => [
  result,
  ...(result.otherCurrencies ?? []).map(({ before, after, currency, ...rest }) => ({
    ...rest,
    commission: { before, after, currency },
  })),
];

const addBooked = (left: BookedDifferences, right: BookedDifferences): BookedDifferences =>
  Object.fromEntries(
    BOOKINGS.map((name): [string, MoneyDifference] => [name, addSides(left[name], right[name])]),
  ) as BookedDifferences;

const addKinds = (left: DifferenceKind, right: DifferenceKind): DifferenceKind => ({
  ...left,
  orders: left.orders + right.orders,
  examples: [...left.examples, ...right.examples].slice(0, EXAMPLES_PER_KIND),
});

/** The result of both parts together: as of one simulation of all their orders, but for the choice of examples. */
export const addResults = (first: SimulationResult, second: SimulationResult): SimulationResult => {
  if (second.ordersReplayed === 0) return first;
  if (first.ordersReplayed === 0) return second;
  const [main, ...others] = addByKey(
    bookedIn(first),
    bookedIn(second),
    ({ commission }) => commission.currency,
    addBooked,
  );
  const { otherCurrencies: _others, note: _note, ...rest } = first;
  return {
    ...rest,
    ...Object.fromEntries(BOOKINGS.map((name) => [name, main![name]])),
    ...(others.length === 0
      ? {}
      : { otherCurrencies: others.map(({ commission, ...other }) => ({ ...commission, ...other })) }),
    ordersReplayed: first.ordersReplayed + second.ordersReplayed,
    ordersDiffering: first.ordersDiffering + second.ordersDiffering,
    rules: addByKey(first.rules, second.rules, ({ ruleId }) => ruleId, addSides),
    tasks: Object.fromEntries(
      TASK_TYPES.flatMap((type) =>
        first.tasks[type] === undefined ? [] : [[type, addNumbers(first.tasks[type], second.tasks[type])]],
      ),
    ) as SimulationResult["tasks"],
    freeItems: addNumbers(first.freeItems, second.freeItems),
    notes: addNumbers(first.notes, second.notes),
    wouldBeRejected: addByKey(
      first.wouldBeRejected,
      second.wouldBeRejected,
      ({ type, code }) => `${type} ${code}`,
      addSides,
    ),
    kinds: addByKey(first.kinds, second.kinds, ({ kind, change }) => `${change} ${kind}`, addKinds),
    examples: [...first.examples, ...second.examples].slice(0, MAX_EXAMPLES),
  };
};
