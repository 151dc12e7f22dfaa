/** Fields that conditions may read although orders do not have them: they are computed from the order. */
import { clockOf } from "../domain/calendar.ts";
import { GOODS_FIELDS, goodsOf, weightTotal } from "../domain/goods.ts";
import { lineTotal } from "../domain/money.ts";
import { agentOf, type Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { OrderWithInputs } from "./decision-inputs.ts";
import type { Field } from "./expression.ts";
import type { OrderCache } from "./order-cache.ts";

type Reader = (order: Order, line: OrderLine | undefined, each: OrderLine | undefined) => unknown;

/** The lines of the order, with those that rules have added; also when a cancellation of it is decided. */
export const linesOfOrder = ({ lines, cancellation }: OrderWithInputs): readonly OrderLine[] =>
  cancellation === undefined ? lines : cancellation.orderLines;

/** The lines of the customer, without those that rules have added. */
export const customerLines = (cache: OrderCache): ((order: Order) => readonly OrderLine[]) =>
  cache.shared("customer lines", () =>
    cache.once((order) => {
      const lines = linesOfOrder(order);
      return lines.some(({ free }) => free) ? lines.filter(({ free }) => !free) : lines;
    }),
  );

type OrderValue = (cache: OrderCache) => (order: OrderWithInputs) => unknown;

const ofGoods =
  (compute: (goods: readonly OrderLine[]) => number | undefined): OrderValue =>
  (cache) =>
  (order) =>
    compute(goodsOf(linesOfOrder(order), cache.ships));

/** What comes after the last @, in lower case: domains are the same in any case. */
const emailDomain: OrderValue =
  () =>
  ({ customer: { email } }) =>
    email.slice(email.lastIndexOf("@") + 1).toLowerCase();

type Clock = ReturnType<typeof clockOf>;

/** The calendar is asked once per order. */
const paid =
  (name: keyof Clock): OrderValue =>
  (cache) => {
    const clock = cache.shared("paid", () => cache.once(({ payment }) => clockOf(payment.paidAt)));
    return (order) => clock(order)[name];
  };

/** Absent where an order is decided. */
const cancelled =
  (name: keyof Clock): OrderValue =>
  (cache) => {
    const clock = cache.shared("cancelled", () =>
      cache.once(({ cancellation }) => (cancellation ? clockOf(cancellation.at) : null)),
    );
    return (order) => clock(order)?.[name];
  };

/** By path; each is computed once per order. */
const ORDER_VALUES: ReadonlyMap<string, OrderValue> = new Map<string, OrderValue>([
  ["lines", () => linesOfOrder],
  ["customerLines", customerLines],
  ["customer.emailDomain", emailDomain],
  ...[...GOODS_FIELDS].map(([name, compute]) => [name, ofGoods(compute)] as const),
  ["paid.month", paid("month")],
  ["paid.day", paid("day")],
  ["paid.weekday", paid("weekday")],
  ["paid.hour", paid("hour")],
  [
    "cancellation.lines",
    () =>
      ({ lines }) =>
        lines,
  ],
  ["cancellation.month", cancelled("month")],
  ["cancellation.day", cancelled("day")],
  ["cancellation.weekday", cancelled("weekday")],
  ["cancellation.hour", cancelled("hour")],
]);

/** By path. */
type LineValue = (line: OrderLine, order: Order) => unknown;
const LINE_VALUES: ReadonlyMap<string, LineValue> = new Map<string, LineValue>([
  ["agent", (line, order) => agentOf(order, line)],
  ["total", (line) => lineTotal(line)],
  ["weightTotal", (line) => weightTotal(line)],
]);

const pathOf = ({ path }: Field): string => path.join(".");

export const isComputed = (field: Field): boolean =>
  (field.of === "order" ? ORDER_VALUES : LINE_VALUES).has(pathOf(field));

const readOncePerOrder = (key: string, compute: OrderValue, cache: OrderCache): Reader =>
  cache.shared(`field ${key}`, () => {
    const read = compute(cache);
    const once = cache.once((order) => read(order) ?? null);
    return (order) => once(order) ?? undefined;
  });

/** Reads a computed field; undefined for a field that orders have. */
export const computedReader = (field: Field, cache: OrderCache): Reader | undefined => {
  const key = pathOf(field);
  if (field.of === "order") {
    const compute = ORDER_VALUES.get(key);
    return compute && readOncePerOrder(key, compute, cache);
  }
  const ofLine = LINE_VALUES.get(key);
  if (ofLine === undefined) return undefined;
  return field.of === "line"
    ? (order, line) => line && ofLine(line, order)
    : (order, _line, each) => each && ofLine(each, order);
};
