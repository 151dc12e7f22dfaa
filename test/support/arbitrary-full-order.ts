/** Random accepted orders with everything that conditions read: dates, added attributes, times of payment, history. */
import fc from "fast-check";
import type { CustomerHistory } from "../../lib/domain/customer-history.ts";
import type { Order } from "../../lib/domain/order.ts";
import { arbitraryOrder, celContext, TEXTS, TICKET } from "./arbitrary-order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";

export const DATES = ["2025-12-31", "2026-02-28", "2026-12-24"] as const;
/** Some of them fall on another day, month or year in UTC. */
const TIMES = [
  "2026-11-20T14:03:10-03:00",
  "2026-01-05T05:59:59-03:00",
  "2026-06-01T01:30:00Z",
  "2027-01-01T02:59:59Z",
  "2026-05-07T07:00:00-03:00",
] as const;

export const FULL_TYPES = {
  ticket: { ...TICKET, attributes: { ...TICKET.attributes, date: { type: "date", optional: false } } },
  book: {
    attributes: { publisher: { type: "string", optional: true }, printed: { type: "date", optional: true } },
  },
} as const;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const text = fc.constantFrom(...TEXTS);
const date = fc.constantFrom(...DATES);

type Extras = {
  readonly date: string;
  readonly publisher: string | undefined;
  readonly printed: string | undefined;
};

const withExtras = (line: OrderLine, { date: day, publisher, printed }: Extras): OrderLine => {
  if (line.type === "ticket") return { ...line, attributes: { ...line.attributes, date: day } } as OrderLine;
  const attributes = Object.fromEntries(
    Object.entries({ publisher, printed }).filter(([, value]) => value !== undefined),
  );
  return line.type === "book" && Object.keys(attributes).length > 0
    ? ({ ...line, attributes } as OrderLine)
    : line;
};

const extras = fc.record({ date, publisher: maybe(text), printed: maybe(date) });

/** As `arbitraryOrder`, with the attributes of `FULL_TYPES` and various times of payment. */
export const arbitraryFullOrder: fc.Arbitrary<Order> = fc
  .tuple(arbitraryOrder, fc.array(extras, { minLength: 4, maxLength: 4 }), fc.constantFrom(...TIMES))
  .map(([order, more, paidAt]) => ({
    ...order,
    payment: { ...order.payment, paidAt },
    lines: order.lines.map((line, index) => withExtras(line, more[index]!)),
  }));

export const arbitraryHistory: fc.Arbitrary<CustomerHistory | undefined> = maybe(
  fc.oneof(
    fc.constant({ orders: 0, paidTotal: 0 }),
    fc.record({
      orders: fc.integer({ min: 1, max: 3 }),
      paidTotal: fc.constantFrom(1, 100, 3000),
      firstPaidAt: fc.constantFrom("2025-12-31T15:00:00Z", "2026-03-01T02:00:00Z"),
    }),
  ),
);

const PARTS = new Intl.DateTimeFormat("en", {
  timeZone: "America/Sao_Paulo",
  ...({ month: "numeric", day: "numeric", weekday: "short", hour: "numeric", hourCycle: "h23" } as const),
});
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const shownAt = (paidAt: string): Readonly<Record<string, number>> => {
  const parts = new Map(
    PARTS.formatToParts(new Date(paidAt)).map(({ type, value }) => [type as string, value]),
  );
  const numbers = ["month", "day", "hour"].map((name) => [name, Number(parts.get(name))]);
  return Object.fromEntries([...numbers, ["weekday", WEEKDAYS.indexOf(parts.get("weekday")!) + 1]]);
};

const clocks = new Map<string, Readonly<Record<string, number>>>();

/** What a calendar and a clock in São Paulo show, as the runtime's own formatting has it. The orders have few times. */
export const clockByFormat = (paidAt: string): Readonly<Record<string, number>> => {
  const known = clocks.get(paidAt) ?? shownAt(paidAt);
  clocks.set(paidAt, known);
  return known;
};

/** What cel-js evaluates against. */
export const fullCelContext = (order: Order, line: OrderLine): Record<string, unknown> => {
  const paid = Object.entries(clockByFormat(order.payment.paidAt)).map(([name, value]) => [
    name,
    BigInt(value),
  ]);
  const context = celContext(order, line);
  return { ...context, order: { ...(context.order as object), paid: Object.fromEntries(paid) } };
};
