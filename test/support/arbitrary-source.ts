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

const CANCELLATION_CLAUSES = [
  "cancellation.complete",
  "cancellation.amount > 2",
  'cancellation.reason in ["web", "A"]',
  "has(cancellation.refund) && cancellation.refund >= 1",
  "cancellation.month == 1 || cancellation.weekday > 4",
  'cancellation.lines.exists(l, l.type == "book")',
  "cancellation.lines.sum(l, !l.free, l.quantity) >= 2",
  "cancellation.lines.count(l, l.free) < 1",
  "cancellation.lines.all(l, l.total > 1)",
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

const ofCancellation = joined(CANCELLATION_CLAUSES, fc.constantFrom(...ORDER_CLAUSES));

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

/** What any rule can do. */
const ANYWHERE = [
  { packingSlip: { destination: "returns" } },
  { note: { text: "care" } },
  { note: { text: "Pack with care" } },
];
const ACTIONS = [
  ...ANYWHERE,
  { packingSlip: { destination: "shipping" } },
  { packingSlip: { destination: "royalties" } },
  { packingSlip: { destination: "royalties", insteadOf: "shipping" } },
  { commission: {} },
  { membership: { change: "activate", plan: "basic", period: "P1M" } },
  { email: { template: "thanks" } },
  { email: { template: "thanks", after: "packingSlip" } },
  { email: { template: "your-line" } },
  { email: { template: "your-line", after: "packingSlip" } },
  { addFreeItem: { sku: "BOOKMARK", reason: "care" } },
  { addFreeItem: { sku: "VIDEO-FIRST-AID", reason: "r" } },
];
const FOR_CANCELLATIONS = [
  ...ANYWHERE,
  { email: { template: "sorry" } },
  { email: { template: "sorry", after: "packingSlip" } },
];
const KINDS = [
  ...["webhook", "commission", "packingSlip", "packingSlip:royalties", "addFreeItem"],
  ...["email", "email:thanks", "note", "membership"],
];

type ForEach = "line" | "order" | "cancellation";

const draftOf = (forEach: ForEach) => {
  const when = forEach === "line" ? ofLine : forEach === "order" ? ofOrder : ofCancellation;
  const actions = forEach === "cancellation" ? FOR_CANCELLATIONS : ACTIONS;
  const kinds = forEach === "cancellation" ? ["webhook", "packingSlip", "email", "note"] : KINDS;
  return fc.record({
    forEach: fc.constant(forEach),
    when,
    dates,
    enabled: oneIn(12, fc.constant(false)),
    paused: oneIn(6, pause),
    except: fc.array(fc.record({ when, dates }), {
      maxLength: 1,
    }),
    actions: fc.uniqueArray(fc.constantFrom<object>(...actions), { maxLength: 2 }),
    suppress: oneIn(6, fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: 2 })),
    /** Of the rules before it. */
    overrides: oneIn(4, fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 2 })),
  });
};

type Draft = typeof draftOf extends (forEach: never) => fc.Arbitrary<infer Value> ? Value : never;

const sends = (event: string, actions: readonly object[]) => [
  { webhook: { connection: "erp", event, payload: { a: 1 } } },
  ...actions,
];

const ruleOf = (prefix: string) => (draft: Draft, index: number) => {
  const { actions, suppress, overrides = [], except, dates: ownDates, ...rule } = draft;
  const id = `${prefix}-${index}`;
  const overridden = overrides.filter((one) => one < index).map((one) => `${prefix}-${one}`);
  return {
    ...rule,
    ...ownDates,
    id,
    renamedFrom: `former-${id}`,
    owner: "o",
    ...(overridden.length > 0 ? { overrides: overridden } : {}),
    except: except.map(({ when, dates: own }) => ({ when, ...own, id: "exception", reason: "care" })),
    ...(suppress === undefined ? { then: sends(id, actions) } : { suppress, reason: "care" }),
  };
};

const ORDER_CELLS: readonly (readonly [string, readonly unknown[]])[] = [
  ["order.goodsTotal", ["..3", "3..", "0..100", "100..5000"]],
  ["order.paid.month", [1, [5, 11], "6.."]],
  ["order.history.orders", [0, "1.."]],
  ['order.lines.count(l, l.type == "book")', [0, "1..", "..2"]],
  ["order.customer.customerId", ['lists["words"]', "A"]],
];
const LINE_CELLS: readonly (readonly [string, readonly unknown[]])[] = [
  ["line.type", ["book", "ticket", ["video", "membership"]]],
  ["line.total", ["..3", "3..", "2..1000"]],
  ["line.sku", ["A", 'lists["words"]']],
  ["line.agent", ["A", "web"]],
];

const cellOf = (columns: typeof ORDER_CELLS) =>
  fc
    .constantFrom(...columns)
    .chain(([name, cells]) => fc.constantFrom(...cells).map((cell) => [name, cell] as const));

/** Rows that may overlap; under `unique` two ranges of one column, which do not. */
const tableOf = (forEach: "line" | "order", index: number) => {
  const columns = forEach === "line" ? [...LINE_CELLS, ...ORDER_CELLS] : ORDER_CELLS;
  const actions = fc.uniqueArray(fc.constantFrom<object>(...ACTIONS), { maxLength: 1 });
  const anyRows = fc.array(
    fc.record({ cells: fc.array(cellOf(columns), { minLength: 1, maxLength: 2 }), actions }),
    { minLength: 1, maxLength: 4 },
  );
  const rowsOf = (policy: string) =>
    policy === "unique"
      ? fc.tuple(actions, actions).map(([one, other]) => [
          { cells: [["order.goodsTotal", "..100"] as const], actions: one },
          { cells: [["order.goodsTotal", "100..5000"] as const], actions: other },
        ])
      : anyRows;
  return fc
    .constantFrom("unique", "first", "first", "collect")
    .chain((policy) =>
      fc.record({ policy: fc.constant(policy), rows: rowsOf(policy), otherwise: oneIn(2, actions), dates }),
    )
    .map(({ policy, rows, otherwise, dates: ownDates }) => {
      const id = `table-${index}`;
      return {
        ...{ id, forEach, policy, owner: "o", ...ownDates },
        rows: rows.map(({ cells, actions: own }, row) => ({
          when: Object.fromEntries(cells),
          then: sends(`${id}.${row + 1}`, own),
        })),
        ...(otherwise === undefined ? {} : { else: { then: sends(`${id}.else`, otherwise) } }),
      };
    });
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

const both = (text: string) => ({ "pt-BR": text, en: text });
const DECLARED = {
  productTypes: PRODUCT_TYPES,
  plans: {
    basic: { title: both("Basic"), rank: 1, period: "P1M" },
    plus: { title: both("Plus"), rank: 2, period: "P1Y" },
  },
  texts: { care: both("With care") },
  destinations: {
    shipping: { title: both("Shipping"), recipient: "customer" },
    royalties: { title: both("Royalties"), recipient: "department", lines: "books", royalties: true },
    returns: { title: both("Returns"), recipient: "department", lines: "all" },
  },
  templates: {
    thanks: { per: "order", subject: both("{{order.orderId}}"), body: both("{{order.goodsTotal}}") },
    "your-line": { per: "line", subject: both("{{line.title}}"), body: both("{{line.total}}") },
    sorry: { per: "order", subject: both("{{order.orderId}}"), body: both("{{cancellation.reason}}") },
  },
};

const anyRule = fc.oneof(
  { weight: 3, arbitrary: draftOf("line") },
  { weight: 1, arbitrary: draftOf("order") },
);

/** As JSON. Every rule but those that suppress sends a webhook whose event is its id, with `.` for the slash of a row. */
export const arbitrarySource: fc.Arbitrary<string> = fc
  .record({
    rules: fc.array(anyRule, { minLength: 2, maxLength: 6 }),
    undoing: fc.array(draftOf("cancellation"), { maxLength: 3 }),
    tables: fc.oneof(
      fc.constant([]),
      tableOf("line", 0).map((one) => [one]),
      fc.tuple(tableOf("line", 0), tableOf("order", 1)),
    ),
  })
  .map(({ rules, undoing, tables }) =>
    JSON.stringify({
      ...DECLARED,
      rules: [...rules.map(ruleOf("rule")), ...undoing.map(ruleOf("undo"))],
      ...(tables.length === 0 ? {} : { tables }),
    }),
  );
