/** What the tasks of two decisions cost, summed over orders, by currency. */
import type { Order } from "../domain/order.ts";
import type { RateOf } from "../tasks/definition.ts";
import { taskMoney } from "../tasks/registry.ts";
import type { Decision } from "./decision.ts";

/** Sums in minor units. */
export type MoneyDifference = {
  readonly before: number;
  readonly after: number;
  readonly currency: string;
};
type Sums = { orders: number; before: bigint; after: bigint };

const moneyOf = ({ tasks }: Decision, { payment }: Order, rateOf: RateOf): bigint =>
  tasks.reduce((sum, task) => sum + taskMoney(task, payment.paidAt, rateOf), 0n);

/** Sums money; bigint keeps the sums over very many orders exact. */
export const moneyTotals = (rateOf: RateOf) => {
  const byCurrency = new Map<string, Sums>();
  const add = (order: Order, before: Decision, after: Decision): void => {
    const sums = byCurrency.get(order.currency) ?? { orders: 0, before: 0n, after: 0n };
    sums.orders += 1;
    sums.before += moneyOf(before, order, rateOf);
    sums.after += moneyOf(after, order, rateOf);
    byCurrency.set(order.currency, sums);
  };
  /** The currency of most orders first. */
  const totals = (): readonly MoneyDifference[] =>
    [...byCurrency]
      .toSorted(([, left], [, right]) => right.orders - left.orders)
      .map(([currency, { before, after }]) => ({ before: Number(before), after: Number(after), currency }));
  return { add, totals };
};
