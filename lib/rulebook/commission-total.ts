/** Commission money in a comparison, by currency, before and after. */
import type { Decision } from "../domain/decision.ts";
import { shareOf } from "../domain/money.ts";
import type { Order } from "../domain/order.ts";

/** An agent's own rate in basis points at a moment; undefined when there is none. */
export type RateOf = (agentId: string, paidAt: string) => number | undefined;

export type CommissionDifference = {
  readonly before: number;
  readonly after: number;
  readonly currency: string;
};
type Running = { orders: number; before: bigint; after: bigint };

/** Per line and half-even, as commission is booked. Without a rate nothing would be booked. */
const commissionOf = (decision: Decision, order: Order, rateOf: RateOf): bigint => {
  let total = 0n;
  for (const task of decision.tasks) {
    if (task.type !== "commission") continue;
    for (const { base, rateBps } of task.payload.entries) {
      const rate = rateBps ?? rateOf(task.payload.agentId, order.payment.paidAt);
      if (rate !== undefined) total += BigInt(shareOf(base, rate));
    }
  }
  return total;
};

/** Adds up; the bigints keep sums over very many orders exact. */
export const commissionTotals = (rateOf: RateOf) => {
  const byCurrency = new Map<string, Running>();
  const add = (order: Order, before: Decision, after: Decision): void => {
    const running = byCurrency.get(order.currency) ?? { orders: 0, before: 0n, after: 0n };
    running.orders += 1;
    running.before += commissionOf(before, order, rateOf);
    running.after += commissionOf(after, order, rateOf);
    byCurrency.set(order.currency, running);
  };
  /** The currency of most orders first. */
  const totals = (): readonly CommissionDifference[] =>
    [...byCurrency]
      .toSorted(([, left], [, right]) => right.orders - left.orders)
      .map(([currency, { before, after }]) => ({ before: Number(before), after: Number(after), currency }));
  return { add, totals };
};
