import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryOrder } from "../../test/support/arbitrary-order.ts";
import { arbitraryExpression } from "../../test/support/arbitrary-rulebook.ts";
import { CATALOGUE, compileSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import type { Order } from "../domain/order.ts";
import type { Clause, ClauseOperator } from "./clause.ts";
import { compileCondition, whyClauses, whyNotClauses } from "./condition.ts";
import { type DecisionInputs, withInputs } from "./decision-inputs.ts";
import { decideWithTrace } from "./why-not.ts";

const ORDER = orderWith([book({ lineId: "1", quantity: 2 }), video({ lineId: "2" })], { agentId: "A-1" });

/** The clauses of a rule with commission, for the first line of the order: why, or why not. */
const clausesOf = (when: string, inputs: DecisionInputs = {}, order = ORDER, more = "") => {
  const compiled = compileSource(`rules:\n${ruleSource("r", when, "commission", more)}`);
  const trace = decideWithTrace(compiled, 1, withInputs(order, inputs), CATALOGUE);
  const because = trace.decision.tasks.flatMap((task) => task.because);
  const { whyNot } = trace.listWhyNot(100_000);
  const { ofBecause, ofWhyNot } = trace.clausesOf(whyNot);
  const isFirst = ({ lineId = "1" }: { lineId?: string | undefined }) => lineId === "1";
  const held = because.find(isFirst);
  return held === undefined ? ofWhyNot(whyNot.find(isFirst)!) : ofBecause(held);
};

describe("the clauses of an explanation", () => {
  test.each<[string, string, object[]]>([
    ["an equality", 'line.type == "book"', [{ path: "line.type", op: "==", values: ["book"], was: "book" }]],
    [
      "an equality that failed",
      'line.type == "video"',
      [{ path: "line.type", op: "==", values: ["video"], was: "book" }],
    ],
    ["a value on the left", "1 < line.quantity", [{ path: "line.quantity", op: ">", values: [1], was: 2 }]],
    [
      "two fields",
      "line.unitPrice > line.discount",
      [{ path: "line.unitPrice", op: ">", values: [0], was: 3000, against: "line.discount" }],
    ],
    [
      "every clause of a conjunction that held",
      'line.type == "book" && line.quantity >= 2',
      [
        { path: "line.type", op: "==", values: ["book"], was: "book" },
        { path: "line.quantity", op: ">=", values: [2], was: 2 },
      ],
    ],
    [
      "the first clause of a conjunction that failed",
      'line.type == "book" && line.quantity >= 9 && line.unitPrice > 99999',
      [{ path: "line.quantity", op: ">=", values: [9], was: 2 }],
    ],
    [
      "the branch of a disjunction that held",
      'line.type == "video" || line.quantity == 2',
      [{ path: "line.quantity", op: "==", values: [2], was: 2 }],
    ],
    [
      "a fixed list",
      'line.type in ["physical", "book"]',
      [{ path: "line.type", op: "in", values: ["physical", "book"], was: "book" }],
    ],
    [
      "a list of the line that the value is in",
      'line.type == "book" && "Ana" in line.authors',
      [{ path: "line.authors", op: "contains", values: ["Ana"], was: ["J.R.R. Tolkien"] }],
    ],
    [
      "a negation",
      '!(line.type == "video")',
      [{ path: "line.type", op: "!=", values: ["video"], was: "book" }],
    ],
    [
      "the beginning of a text",
      'line.sku.startsWith("BOOK-")',
      [{ path: "line.sku", op: "startsWith", values: ["BOOK-"], was: "BOOK-8" }],
    ],
    [
      "a text in lower case that does not hold another",
      '!lower(line.sku).contains("ok-")',
      [{ path: "lower(line.sku)", op: "not contains", values: ["ok-"], was: "book-8" }],
    ],
    [
      "the time of payment",
      "order.paid.month >= 1",
      [{ path: "order.paid.month", op: ">=", values: [1], was: 11 }],
    ],
    ["a yes or no", "!line.free", [{ path: "line.free", op: "==", values: [false], was: false }]],
    [
      "a field that is absent",
      "has(line.agentId)",
      [{ path: "line.agentId", op: "has", values: [], was: null }],
    ],
    [
      "a group of fields that is there",
      "has(order.shippingAddress)",
      [{ path: "order.shippingAddress", op: "has", values: [], was: true }],
    ],
    ["a size", "size(order.lines) >= 2", [{ path: "size(order.lines)", op: ">=", values: [2], was: 2 }]],
    [
      "a sum over lines",
      'order.lines.sum(l, l.type == "book", l.quantity) >= 2',
      [
        {
          path: "sum(order.lines.quantity)",
          op: ">=",
          values: [2],
          was: 2,
          where: 'l.type == "book"',
          lines: [{ lineId: "1", value: 2 }],
        },
      ],
    ],
    [
      "a count of lines",
      "order.lines.count(l, l.quantity > 5) > 0",
      [
        {
          path: "count(order.lines)",
          op: ">",
          values: [0],
          was: 0,
          where: "l.quantity > 5",
          lines: [],
        },
      ],
    ],
    [
      "the line that an exists found",
      'order.lines.exists(l, l.type == "video")',
      [
        {
          path: "order.lines",
          op: "exists",
          values: [],
          was: true,
          where: 'l.type == "video"',
          lineId: "2",
          clauses: [{ path: "order.lines.type", op: "==", values: ["video"], was: "video" }],
        },
      ],
    ],
    [
      "the line that an all failed at",
      'order.lines.all(each, each.type == "book")',
      [
        {
          path: "order.lines",
          op: "all",
          values: [],
          was: false,
          where: 'each.type == "book"',
          lineId: "2",
          clauses: [{ path: "order.lines.type", op: "==", values: ["book"], was: "video" }],
        },
      ],
    ],
    [
      "that no line was found",
      "order.allLines.exists(l, l.free)",
      [{ path: "order.allLines", op: "exists", values: [], was: false, where: "l.free" }],
    ],
    ["nothing for a condition without fields", "true", []],
  ])("show %s", (_name, when, clauses) => {
    expect(clausesOf(when)).toEqual(clauses);
  });

  test("shorten a long list to its first values, and a long text", () => {
    const skus = Array.from({ length: 155 }, (_, index) => `SKU-${index}`);
    const [clause] = clausesOf(`line.sku in ${JSON.stringify(skus)}`);
    expect(clause).toMatchObject({ op: "in", values: skus.slice(0, 10), valuesOmitted: 145 });
    const long = { ...book({ lineId: "1" }), title: "x".repeat(500) };
    const [title] = clausesOf('line.title == "y"', {}, orderWith([long]));
    expect(String(title!.was)).toHaveLength(81);
  });

  test("name the list and its version, or that there is none", () => {
    const lists = new Map([["vip", { kind: "sku", version: 7, values: new Set(["OTHER"]) }]] as const);
    const when = 'line.sku in lists["vip"]';
    const clause = { path: "line.sku", op: "in", values: [], was: "BOOK-8" };
    expect(clausesOf(when, { lists })).toEqual([{ ...clause, list: { id: "vip", version: 7 } }]);
    expect(clausesOf(when)).toEqual([{ ...clause, list: { id: "vip", version: null } }]);
  });

  test("show what the customer had before", () => {
    const when = "has(order.history) && order.history.orders == 0";
    expect(clausesOf(when, { history: { orders: 3, paidTotal: 100 } })).toEqual([
      { path: "order.history.orders", op: "==", values: [0], was: 3 },
    ]);
    expect(clausesOf(when)).toEqual([{ path: "order.history", op: "has", values: [], was: null }]);
  });

  test("of an exception are those that held the rule back", () => {
    const except = `    except: [{ id: big, when: line.quantity > 1, reason: Big, owner: x }]\n`;
    expect(clausesOf('line.type == "book"', {}, ORDER, except)).toEqual([
      { path: "line.quantity", op: ">", values: [1], was: 2 },
    ]);
  });

  test("of a rule that suppresses effects are those that held the other rule back", () => {
    const house =
      "  - id: house\n    when: line.quantity > 1\n    suppress: [commission]\n    reason: r\n    owner: x\n";
    const source = `rules:\n${ruleSource("r", 'line.type == "book"', "commission")}${house}`;
    const trace = decideWithTrace(compileSource(source), 1, ORDER, CATALOGUE);
    const { whyNot } = trace.listWhyNot(100_000);
    const entry = whyNot.find(({ ruleId, lineId }) => ruleId === "r" && lineId === "1")!;
    expect(trace.clausesOf(whyNot).ofWhyNot(entry)).toEqual([
      { path: "line.quantity", op: ">", values: [1], was: 2 },
    ]);
  });

  test("of a rule out of its dates compare the time of payment", () => {
    const from = "2999-01-01T00:00:00-03:00";
    expect(clausesOf("true", {}, ORDER, `    from: ${from}\n`)).toEqual([
      { path: "order.payment.paidAt", op: ">=", values: [from], was: ORDER.payment.paidAt },
    ]);
  });

  test("of a rule that adds a free item are about the customer's lines", () => {
    const source = `rules:\n${ruleSource("gift", "size(order.allLines) == 1", "{ addFreeItem: { sku: BOOKMARK, reason: r } }, commission")}`;
    const order = orderWith([laptop({ lineId: "1" })], { agentId: "A-1" });
    const trace = decideWithTrace(compileSource(source), 1, order, CATALOGUE);
    expect(trace.decision.lines).toHaveLength(2);
    const [because] = trace.decision.tasks[0]!.because;
    expect(trace.clausesOf([]).ofBecause(because!)).toEqual([
      { path: "size(order.allLines)", op: "==", values: [1], was: 1 },
    ]);
  });
});

const HOLDS: Record<ClauseOperator, (clause: Clause) => boolean> = {
  "==": ({ was, values: [value] }) => was === value,
  "!=": ({ was, values: [value] }) => was !== value,
  "<": ({ was, values: [value] }) => was! < value!,
  "<=": ({ was, values: [value] }) => was! <= value!,
  ">": ({ was, values: [value] }) => was! > value!,
  ">=": ({ was, values: [value] }) => was! >= value!,
  in: ({ was, values }) => values.includes(was),
  "not in": ({ was, values }) => !values.includes(was),
  startsWith: ({ was, values: [value] }) => String(was).startsWith(String(value)),
  "not startsWith": ({ was, values: [value] }) => !String(was).startsWith(String(value)),
  endsWith: ({ was, values: [value] }) => String(was).endsWith(String(value)),
  "not endsWith": ({ was, values: [value] }) => !String(was).endsWith(String(value)),
  contains: ({ was, values: [value] }) => (was as string | readonly unknown[]).includes(value as string),
  "not contains": ({ was, values: [value] }) =>
    !(was as string | readonly unknown[]).includes(value as string),
  has: ({ was }) => was !== null,
  "not has": ({ was }) => was === null,
  exists: ({ was }) => was === true,
  "not exists": ({ was }) => was === false,
  all: ({ was }) => was === true,
  "not all": ({ was }) => was === false,
};

/** Comparisons with what is absent are false in both senses, and cut values cannot be compared. */
const isComparable = ({ op, was, values }: Clause): boolean =>
  op.endsWith("has") ||
  (was !== null && ![was, ...values].some((value) => value === null || String(value).endsWith("…")));

test("clauses are true of what held and false of what failed, for random conditions and orders", () => {
  const seen = { held: 0, failed: 0 };
  const acceptedOrder: fc.Arbitrary<Order> = arbitraryOrder.map((order) => ({
    ...order,
    lines: order.lines.map((line, index) => ({ ...line, lineId: `${index + 1}`, free: false })),
  }));
  fc.assert(
    fc.property(arbitraryExpression, acceptedOrder, (expression, order) => {
      const condition = compileCondition(expression);
      const [line] = order.lines;
      const holds = condition.test(order, line, undefined);
      const clauses = (holds ? whyClauses : whyNotClauses)(condition, order, line);
      for (const clause of clauses.filter(isComparable)) {
        expect(HOLDS[clause.op](clause), JSON.stringify(clause)).toBe(holds);
        seen[holds ? "held" : "failed"] += 1;
      }
    }),
    { numRuns: 2_000, seed: 15 },
  );
  expect(Math.min(seen.held, seen.failed)).toBeGreaterThan(500);
});
