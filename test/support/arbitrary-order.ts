/** Random orders for the property tests of the rulebook, and the same orders as cel-js wants to see them. */
import fc from "fast-check";
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Few values, so that random comparisons often hold. Two texts that UTF-16 and code points count differently. */
export const TEXTS = ["", "A", "B", "SP", "web", "São", "😀", "a-b"] as const;
export const NUMBERS = [0, 1, 2, 3, 100, 3000] as const;

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);

const base = {
  lineId: fc.constantFrom("1", "2", "3"),
  sku: text,
  title: text,
  quantity: fc.constantFrom(1, 2, 3),
  unitPrice: number,
  discount: number,
  agentId: maybe(text),
  free: fc.boolean(),
};

const line = fc.oneof(
  fc.record({ ...base, type: fc.constant("physical"), weightGrams: maybe(number) }),
  fc.record({
    ...base,
    type: fc.constant("book"),
    isbn: text,
    authors: fc.array(text, { minLength: 1, maxLength: 3 }),
    royaltyRateBps: number,
    weightGrams: maybe(number),
  }),
  fc.record({
    ...base,
    type: fc.constant("membership"),
    plan: fc.constantFrom("basic", "plus"),
    period: text,
  }),
  fc.record({ ...base, type: fc.constant("membership_upgrade"), toPlan: fc.constantFrom("basic", "plus") }),
  fc.record({ ...base, type: fc.constant("video"), delivery: fc.constantFrom("disc", "streaming") }),
  fc.record({
    ...base,
    type: fc.constant("ticket"),
    attributes: fc.record({
      venue: text,
      row: number,
      seated: fc.boolean(),
      seat: maybe(text),
      tags: fc.array(text),
    }),
  }),
);

const withoutAbsent = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutAbsent(part)]));
};

/** An accepted order, as far as rules can see it. */
export const arbitraryOrder: fc.Arbitrary<Order> = fc
  .record({
    orderId: text,
    placedAt: fc.constant("2026-11-20T14:03:00-03:00"),
    currency: fc.constantFrom("BRL", "EUR"),
    locale: fc.constantFrom("pt-BR", "en"),
    customer: fc.record({
      customerId: text,
      name: text,
      email: text,
      taxId: maybe(text),
      phone: maybe(text),
    }),
    shippingAddress: maybe(
      fc.record({
        line1: text,
        complement: maybe(text),
        city: text,
        state: text,
        postalCode: text,
        country: text,
      }),
    ),
    agentId: maybe(text),
    payment: fc.record({ method: text, paidAt: fc.constant("2026-11-20T14:03:10-03:00"), amount: number }),
    metadata: fc.record({ channel: maybe(text), "a-b": maybe(text) }),
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  })
  .map((order) => withoutAbsent(order) as Order);

const flatLine = ({ attributes, ...line }: OrderLine) => ({ ...line, ...attributes });

const withBigints = (value: unknown): unknown => {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return value.map(withBigints);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withBigints(part)]));
};

/** What cel-js evaluates against: whole numbers as bigints (a JS number is a double there), attributes flat. */
export const celContext = (order: Order, line: OrderLine): Record<string, unknown> => ({
  order: withBigints({
    ...order,
    lines: order.lines.filter(({ free }) => !free).map(flatLine),
    allLines: order.lines.map(flatLine),
  }),
  line: withBigints(flatLine(line)),
});

export const TICKET = {
  ships: false,
  attributes: {
    venue: { type: "string", optional: false },
    row: { type: "int", optional: false },
    seated: { type: "bool", optional: false },
    seat: { type: "string", optional: true },
    tags: { type: "list<string>", optional: false },
  },
} as const;
