/** What the tasks of two decisions book, summed over orders, and which of them would be rejected instead. */
import type { ForetoldCause } from "../domain/cause.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { type BookingContext, type BookingName, BOOKINGS } from "../tasks/definition.ts";
import { causeOfRejection, taskBooking, type TaskType } from "../tasks/registry.ts";
import type { Decision } from "./decision.ts";
import type { Lookups } from "./would-be-rejected.ts";

/** Sums in minor units. */
export type MoneyDifference = {
  readonly before: number;
  readonly after: number;
  readonly currency: string;
};

/** The sums of every kind of booking in one currency. */
export type BookedDifferences = { readonly [Name in BookingName]: MoneyDifference };

/** How many tasks would be rejected for a cause. Their money is in no sum. */
export type RejectionDifference = {
  readonly type: TaskType;
  readonly code: ForetoldCause["code"];
  readonly before: number;
  readonly after: number;
};

/** What the handlers would look up for an order. */
export type BookingLookups = Lookups & Pick<BookingContext, "rateOf">;

type Side = "before" | "after";
type Sums = { orders: number; readonly before: bigint[]; readonly after: bigint[] };
type Rejections = Omit<RejectionDifference, Side> & Record<Side, number>;

const newSums = (): Sums => ({ orders: 0, before: BOOKINGS.map(() => 0n), after: BOOKINGS.map(() => 0n) });

const bookedDifferences = (currency: string, { before, after }: Sums): BookedDifferences =>
  Object.fromEntries(
    BOOKINGS.map((name, index) => [
      name,
      { before: Number(before[index]), after: Number(after[index]), currency },
    ]),
  ) as unknown as BookedDifferences;

const linesOf = (lineIds: readonly string[], lines: ReadonlyMap<string, OrderLine>): OrderLine[] =>
  lineIds.flatMap((lineId) => lines.get(lineId) ?? []);

/** Sums money; bigint keeps the sums over very many orders exact. */
export const moneyTotals = () => {
  const byCurrency = new Map<string, Sums>();
  const byCause = new Map<string, Rejections>();

  const countRejection = (type: TaskType, { code }: ForetoldCause, side: Side): void => {
    const key = `${type} ${code}`;
    const count = byCause.get(key) ?? { type, code, before: 0, after: 0 };
    count[side] += 1;
    byCause.set(key, count);
  };

  const addDecision = (
    sums: Sums,
    side: Side,
    order: Order,
    decision: Decision,
    lookups: BookingLookups,
  ): void => {
    const lines = new Map(decision.lines.map((line) => [line.lineId, line]));
    for (const task of decision.tasks) {
      const context = { ...lookups, order, lines: linesOf(task.lineIds, lines) };
      const cause = causeOfRejection(task, context);
      if (cause !== undefined) {
        countRejection(task.type, cause, side);
        continue;
      }
      const booking = taskBooking(task, context);
      if (booking !== undefined) sums[side][BOOKINGS.indexOf(booking.name)]! += booking.amount;
    }
  };

  const add = (order: Order, before: Decision, after: Decision, lookups: BookingLookups): void => {
    const sums = byCurrency.get(order.currency) ?? newSums();
    sums.orders += 1;
    addDecision(sums, "before", order, before, lookups);
    addDecision(sums, "after", order, after, lookups);
    byCurrency.set(order.currency, sums);
  };

  /** The currency of most orders first; BRL when there are no orders. */
  const totals = (): readonly [BookedDifferences, ...BookedDifferences[]] => {
    const sorted = [...byCurrency].toSorted(([, left], [, right]) => right.orders - left.orders);
    const [main = ["BRL", newSums()] as const, ...others] = sorted;
    return [bookedDifferences(...main), ...others.map((entry) => bookedDifferences(...entry))];
  };

  const rejections = (): readonly RejectionDifference[] =>
    [...byCause.values()].map((count) => ({ ...count }));

  return { add, totals, rejections };
};
