/** What the tasks of two decisions book, summed over orders, by currency. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { BOOKINGS, type BookingName, type RateOf } from "../tasks/definition.ts";
import { taskBooking } from "../tasks/registry.ts";
import type { Decision } from "./decision.ts";

/** Sums in minor units. */
export type MoneyDifference = {
  readonly before: number;
  readonly after: number;
  readonly currency: string;
  /** How many tasks would be rejected instead, for want of a rate. Absent when there are none. */
  readonly wouldBeRejected?: { readonly before: number; readonly after: number };
};

/** The sums of every kind of booking in one currency. */
export type BookedDifferences = { readonly [Name in BookingName]: MoneyDifference };

type Side = "before" | "after";
type Sums = { readonly before: bigint; readonly after: bigint };
type Totals = { orders: number; amounts: Record<Side, bigint[]>; rejected: Record<Side, number[]> };

const zeros = <T>(zero: T): Record<Side, T[]> => ({
  before: BOOKINGS.map(() => zero),
  after: BOOKINGS.map(() => zero),
});

const linesById = ({ lines }: Decision): ((lineId: string) => OrderLine | undefined) => {
  let byId: ReadonlyMap<string, OrderLine> | undefined;
  return (lineId) => {
    byId ??= new Map(lines.map((line) => [line.lineId, line]));
    return byId.get(lineId);
  };
};

const addBookings = (
  { amounts, rejected }: Totals,
  side: Side,
  { payment }: Order,
  decision: Decision,
  rateOf: RateOf,
): void => {
  const context = { paidAt: payment.paidAt, rateOf, lineOf: linesById(decision) };
  for (const task of decision.tasks) {
    const booking = taskBooking(task, context);
    if (booking === undefined) continue;
    const index = BOOKINGS.indexOf(booking.name);
    if (booking.amount === undefined) rejected[side][index]! += 1;
    else amounts[side][index]! += booking.amount;
  }
};

const differenceOf = (
  currency: string,
  sums: Sums,
  rejected: Readonly<Record<Side, number>>,
): MoneyDifference => ({
  before: Number(sums.before),
  after: Number(sums.after),
  currency,
  ...(rejected.before + rejected.after > 0 ? { wouldBeRejected: rejected } : {}),
});

const bookedDifferences = (currency: string, { amounts, rejected }: Totals): BookedDifferences =>
  Object.fromEntries(
    BOOKINGS.map((name, index) => [
      name,
      differenceOf(
        currency,
        { before: amounts.before[index]!, after: amounts.after[index]! },
        { before: rejected.before[index]!, after: rejected.after[index]! },
      ),
    ]),
  ) as unknown as BookedDifferences;

const newTotals = (): Totals => ({ orders: 0, amounts: zeros(0n), rejected: zeros(0) });

/** Sums money; bigint keeps the sums over very many orders exact. */
export const moneyTotals = () => {
  const byCurrency = new Map<string, Totals>();

  /** @param rateOf the agents' own rates at the time of payment */
  const add = (order: Order, before: Decision, after: Decision, rateOf: RateOf): void => {
    const totals = byCurrency.get(order.currency) ?? newTotals();
    totals.orders += 1;
    addBookings(totals, "before", order, before, rateOf);
    addBookings(totals, "after", order, after, rateOf);
    byCurrency.set(order.currency, totals);
  };

  /** The currency of most orders first; BRL when there are no orders. */
  const totals = (): readonly [BookedDifferences, ...BookedDifferences[]] => {
    const sorted = [...byCurrency].toSorted(([, left], [, right]) => right.orders - left.orders);
    const [main = ["BRL", newTotals()] as const, ...others] = sorted;
    return [bookedDifferences(...main), ...others.map((entry) => bookedDifferences(...entry))];
  };

  return { add, totals };
};
