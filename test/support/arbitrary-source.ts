/** Random sources of rulebooks that use the whole language; nearly all of them are accepted by the checker. */
import fc from "fast-check";
import { guardedCondition } from "./arbitrary-condition.ts";

/** Numbers over lines and computed fields, which CEL does not have. */
const ORDER_CLAUSES = [
  "true",
  "order.goodsTotal > 2",
  "has(order.weightGrams) && order.weightGrams >= 3",
  'order.lines.sum(l, l.type == "book", l.quantity) >= 2',
  "order.allLines.sum(l, has(l.weightTotal), l.weightTotal) < 100",
  "order.lines.exists(l, l.unitPrice > 1) && order.lines.min(l, l.unitPrice > 1, l.total) > 100",
  'order.allLines.exists(l, l.type == "video") && order.allLines.max(l, l.type == "video", l.quantity) == 2',
  "order.allLines.count(l, l.free) >= 1",
  'order.lines.exists(l, has(l.publisher) && lower(l.publisher).startsWith("s"))',
  'order.lines.all(l, l.type != "ticket" || l.date < "2026-06-01")',
  'order.allLines.exists(l, l.sku.contains("O"))',
  'order.customer.emailDomain in ["a", "web"]',
  'order.customer.name.endsWith("P") || lower(order.customer.name) == "a"',
  "has(order.history) && order.history.orders == 0",
  "has(order.history) && order.history.paidTotal >= 100",
  'has(order.history) && has(order.history.firstPaidAt) && order.history.firstPaidAt < "2026-01-01"',
  "order.paid.month in [1, 12] || order.paid.weekday == 7",
  "order.paid.hour >= 7 && order.paid.day < 20",
  'has(order.metadata.channel) && order.metadata.channel == "web"',
  'order.customer.customerId in lists["words"]',
  "order.paid.month > 12",
] as const;
const LINE_CLAUSES = [
  "line.total > 2",
  'has(line.agent) && line.agent == "A"',
  "has(line.weightTotal) && line.weightTotal < 200",
  'line.sku in lists["words"]',
  'lower(line.title) in lists["words"]',
  "order.lines.count(l, l.sku == line.sku) > 1",
  "order.lines.sum(l, l.type == line.type && l.sku.startsWith(line.sku), l.quantity) >= 3",
  'line.type == "book" && has(line.printed) && line.printed >= "2026-01-01"',
  'line.type == "ticket" && line.date in ["2026-12-24", "2025-12-31"]',
  'line.sku == "A" && line.type == "book"',
  "line.free",
  'lower(line.sku) == "A"',
] as const;

const joined = (clauses: readonly string[], other: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const clause = fc.constantFrom(...clauses);
  return fc.oneof(
    { weight: 3, arbitrary: clause },
    { weight: 1, arbitrary: clause.map((one) => `!(${one})`) },
    { weight: 2, arbitrary: fc.tuple(clause, other).map(([one, two]) => `(${one}) && (${two})`) },
    { weight: 2, arbitrary: fc.tuple(clause, other).map(([one, two]) => `(${one}) || (${two})`) },
  );
};

const ofOrder = joined(ORDER_CLAUSES, fc.constantFrom(...ORDER_CLAUSES));
const ofLine = fc.oneof(
  { weight: 1, arbitrary: guardedCondition },
  { weight: 1, arbitrary: joined([...ORDER_CLAUSES, ...LINE_CLAUSES], guardedCondition) },
);

/** Undefined but for one in so many. */
const oneIn = <T>(many: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: many - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const [BEFORE, BETWEEN, AFTER] = [
  "2026-01-01T00:00:00Z",
  "2026-06-01T00:00:00-03:00",
  "2027-06-01T00:00:00Z",
] as const;
/** Before, between and after the times of payment of `arbitraryFullOrder`. */
const dates = fc.constantFrom<{ readonly from?: string; readonly until?: string }>(
  ...[{}, {}, {}, {}, { from: BEFORE }, { from: BETWEEN }, { until: BETWEEN }, { until: AFTER }],
  ...[
    { from: BEFORE, until: BETWEEN },
    { from: BETWEEN, until: AFTER },
  ],
);
const pause = fc.constant([{ from: "2026-05-01T00:00:00Z", until: "2026-06-15T00:00:00Z", reason: "p" }]);

const ACTIONS = [
  { packingSlip: { destination: "shipping" } },
  { packingSlip: { destination: "royalties" } },
  { packingSlip: { destination: "royalties", insteadOf: "shipping" } },
  { commission: {} },
  { addFreeItem: { sku: "BOOKMARK", reason: "r" } },
  { addFreeItem: { sku: "VIDEO-FIRST-AID", reason: "r" } },
];
const KINDS = ["webhook", "commission", "packingSlip", "packingSlip:royalties", "addFreeItem"];

const draftOf = (forEach: "line" | "order") => {
  const when = forEach === "line" ? ofLine : ofOrder;
  return fc.record({
    forEach: fc.constant(forEach),
    when,
    dates,
    enabled: oneIn(12, fc.constant(false)),
    paused: oneIn(6, pause),
    except: fc.array(fc.record({ when, dates }), {
      maxLength: 1,
    }),
    actions: fc.uniqueArray(fc.constantFrom(...ACTIONS), { maxLength: 2 }),
    suppress: oneIn(6, fc.uniqueArray(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 2 })),
    /** Of the rules before it. */
    overrides: oneIn(4, fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 2 })),
  });
};

type Draft = typeof draftOf extends (forEach: never) => fc.Arbitrary<infer Value> ? Value : never;

const ruleOf = (draft: Draft, index: number) => {
  const { actions, suppress, overrides = [], except, dates: ownDates, ...rule } = draft;
  const id = `rule-${index}`;
  const overridden = overrides.filter((one) => one < index).map((one) => `rule-${one}`);
  const webhook = { webhook: { connection: "erp", event: id, payload: { a: 1 } } };
  return {
    ...rule,
    ...ownDates,
    id,
    owner: "o",
    ...(overridden.length > 0 ? { overrides: overridden } : {}),
    except: except.map(({ when, dates: own }) => ({ when, ...own, id: "exception", reason: "r" })),
    ...(suppress === undefined ? { then: [webhook, ...actions] } : { suppress, reason: "r" }),
  };
};

const PRODUCT_TYPES = {
  ticket: {
    ships: false,
    attributes: {
      ...{ venue: "string", row: "int", seated: "bool", seat: "string?", tags: "list<string>", date: "date" },
    },
  },
  book: { attributes: { publisher: "string?", printed: "date?" } },
};

const anyRule = fc.oneof(
  { weight: 3, arbitrary: draftOf("line") },
  { weight: 1, arbitrary: draftOf("order") },
);

/** As JSON. Every rule but those that suppress sends a webhook whose event is its id. */
export const arbitrarySource: fc.Arbitrary<string> = fc
  .array(anyRule, { minLength: 2, maxLength: 6 })
  .map((drafts) => JSON.stringify({ productTypes: PRODUCT_TYPES, rules: drafts.map(ruleOf) }));
