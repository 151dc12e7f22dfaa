/** Compares numbers over lines with a naive reading of the accepted order, for random orders and conditions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryOrder, TICKET } from "../../../test/support/arbitrary-order.ts";
import type { Order } from "../../domain/order.ts";
import type { OrderLine } from "../../domain/order-line.ts";
import { compileCondition, whyNotText, whyText } from "../condition.ts";
import { orderCache } from "../order-cache.ts";
import { printExpression } from "../print-expression.ts";
import { celEnvironmentOf, parseCel } from "./cel.ts";
import { lowerCondition } from "./lower-condition.ts";
import { splitStates, UNCONSTRAINED } from "./narrowing.ts";
import { vocabularyOf } from "./vocabulary.ts";

const vocabulary = vocabularyOf({ ticket: { ...TICKET, ships: true } }, { plans: ["basic", "plus"] }, true);
const env = celEnvironmentOf(vocabulary);

const lower = (text: string) => {
  const parsed = parseCel(env, text);
  if (!parsed.ok) throw new Error(`${parsed.error.detail}: ${text}`);
  const report = (_at: unknown, detail: string): undefined => {
    throw new Error(`${detail}: ${text}`);
  };
  const context = {
    vocabulary,
    hasLine: true,
    hasCancellation: false,
    fieldRanges: new WeakMap(),
    report,
    depth: 0,
  };
  const expression = lowerCondition(context, parsed.value.ast);
  if (!expression) throw new Error(text);
  expect(parsed.value.check()).toBeUndefined();
  return expression;
};

type Line = Readonly<Record<string, unknown>> & OrderLine;
type Fits = (each: Line, line: Line) => boolean;

const CONDITIONS: readonly (readonly [string, Fits])[] = [
  ["true", () => true],
  ['l.type == "book"', (l) => l.type === "book"],
  ["l.quantity >= 2", (l) => l.quantity >= 2],
  ["l.free", (l) => l.free],
  ["l.sku == line.sku", (l, line) => l.sku === line.sku],
  ['l.type in ["book", "video"] && l.unitPrice > 1', (l) => /^(book|video)$/.test(l.type) && l.unitPrice > 1],
];
const WEIGHED = ["has(l.weightTotal) && ", (l: Line) => l.weightGrams !== undefined] as const;
const totalOf = (l: Line) => l.quantity * l.unitPrice - l.discount;
const weightOf = (l: Line) => l.quantity * (l.weightGrams as number);
const FIELDS: readonly (readonly [string, (each: Line) => number])[] = [
  ["quantity", (l) => l.quantity],
  ["unitPrice", (l) => l.unitPrice],
  ["total", totalOf],
  ["weightTotal", weightOf],
];
const NUMBERS: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  count: (values) => values.length,
  sum: (values) => values.reduce((left, right) => left + right, 0),
  max: (values) => values.toSorted((left, right) => right - left)[0],
  min: (values) => values.toSorted((left, right) => left - right)[0],
};
const holds = (value: number | undefined, by: string, bound: number): boolean =>
  value !== undefined && (by === ">=" ? value >= bound : by === "<" ? value < bound : value === bound);

type Sample = { readonly text: string; readonly expected: (order: Order, line: Line) => boolean };

const overLines: fc.Arbitrary<Sample> = fc
  .record({
    scope: fc.constantFrom("lines", "allLines"),
    condition: fc.constantFrom(...CONDITIONS),
    field: fc.constantFrom(...FIELDS),
    name: fc.constantFrom("count", "sum", "max", "min"),
    by: fc.constantFrom(">=", "<", "=="),
    bound: fc.constantFrom(0, 1, 2, 3, 6, 100, 300),
  })
  .map(({ scope, condition: [written, fits], field: [field, read], name, by, bound }) => {
    const isWeighed = field === "weightTotal";
    const body = `${isWeighed ? WEIGHED[0] : ""}${written}`;
    const guard = name === "max" || name === "min" ? `order.${scope}.exists(l, ${body}) && ` : "";
    const more = name === "count" ? "" : `, l.${field}`;
    return {
      text: `${guard}order.${scope}.${name}(l, ${body}${more}) ${by} ${bound}`,
      expected: (order, line) => {
        const lines = (order.lines as readonly Line[]).filter(
          (each) =>
            (scope === "allLines" || !each.free) && (!isWeighed || WEIGHED[1](each)) && fits(each, line),
        );
        return holds(NUMBERS[name]!(lines.map(read)), by, bound);
      },
    };
  });

const SHIPS = (l: Line) =>
  ["physical", "book", "ticket"].includes(l.type) || (l.type === "video" && l.delivery === "disc");
const goodsOf = (order: Order) => (order.lines as readonly Line[]).filter((l) => !l.free && SHIPS(l));
const weightOfOrder = (order: Order) => {
  const goods = goodsOf(order);
  const areWeighed = goods.length > 0 && goods.every((l) => l.weightGrams !== undefined);
  return areWeighed ? NUMBERS.sum!(goods.map(weightOf)) : undefined;
};

const byName: fc.Arbitrary<Sample> = fc
  .record({
    name: fc.constantFrom("goodsTotal", "weightGrams", "total", "weightTotal"),
    by: fc.constantFrom(">=", "<", "=="),
    bound: fc.constantFrom(0, 1, 3, 6, 100, 300),
  })
  .map(({ name, by, bound }) => {
    const values: Readonly<Record<string, (order: Order, line: Line) => number | undefined>> = {
      goodsTotal: (order) => NUMBERS.sum!(goodsOf(order).map(totalOf)),
      weightGrams: weightOfOrder,
      total: (_order, line) => totalOf(line),
      weightTotal: (_order, line) => (line.weightGrams === undefined ? undefined : weightOf(line)),
    };
    const field = `${name === "goodsTotal" || name === "weightGrams" ? "order" : "line"}.${name}`;
    const guard = name.startsWith("weight") ? `has(${field}) && ` : "";
    return {
      text: `${guard}${field} ${by} ${bound}`,
      expected: (order, line) => holds(values[name]!(order, line), by, bound),
    };
  });

const ships = (line: OrderLine) => SHIPS(line as Line);

describe("numbers over lines", () => {
  test("are those of a naive reading, with an explanation, need no further guard, and print as written", {
    timeout: 60_000,
  }, () => {
    let held = 0;
    fc.assert(
      fc.property(
        fc.oneof(overLines, byName),
        fc.array(arbitraryOrder, { minLength: 5 }),
        (sample, orders) => {
          const expression = lower(sample.text);
          expect(lower(printExpression(expression))).toEqual(expression);
          const issues: unknown[] = [];
          const onIssue = (issue: unknown) => issues.push(issue);
          splitStates(
            { vocabulary, onUnguardedRead: onIssue, onEmptyAggregate: onIssue },
            expression,
            UNCONSTRAINED,
          );
          expect(issues).toEqual([]);
          const condition = compileCondition(expression, orderCache(ships));
          for (const order of orders)
            for (const line of order.lines) {
              const result = condition.test(order, line, undefined);
              expect(result, sample.text).toBe(sample.expected(order, line as Line));
              held += result ? 1 : 0;
              const explain = result ? whyText : whyNotText;
              expect(explain(condition, order, line).length).toBeGreaterThan(0);
            }
        },
      ),
      { numRuns: 1_500, seed: 31 },
    );
    expect(held).toBeGreaterThan(1_000);
  });

  test("are explained with the lines they come from, the first five of many", () => {
    const line = { type: "book", quantity: 2, unitPrice: 1, discount: 0, free: false };
    const order = {
      lines: Array.from({ length: 7 }, (_, index) => ({ ...line, lineId: String(index + 1) })),
    } as unknown as Order;
    const condition = compileCondition(lower('order.lines.sum(l, l.type == "book", l.quantity) >= 3'));
    expect(whyText(condition, order, undefined)).toBe(
      'order.lines.sum(l, l.type == "book", l.quantity) >= 3 (was 14: line 1 = 2, line 2 = 2, line 3 = 2, line 4 = 2, line 5 = 2, …)',
    );
  });

  test("that need a line are refused without a guard for the same lines", () => {
    const unguarded = (text: string): boolean => {
      let isUnguarded = false;
      const onEmptyAggregate = () => {
        isUnguarded = true;
      };
      splitStates({ vocabulary, onEmptyAggregate }, lower(text), UNCONSTRAINED);
      return isUnguarded;
    };
    const max = "order.lines.max(l, l.quantity > 1, l.unitPrice) > 2";
    expect([
      unguarded(max),
      unguarded(`order.lines.exists(l, l.quantity > 2) && ${max}`),
      unguarded(`order.allLines.exists(l, l.quantity > 1) && ${max}`),
      unguarded(`order.lines.exists(l, l.quantity > 1) || ${max}`),
      unguarded(`order.lines.exists(m, m.quantity > 1) && ${max}`),
    ]).toEqual([true, true, true, true, false]);
  });
});

test("a stored condition without a mark sees free lines, as all did when it was stored", () => {
  const stored = {
    op: "exists",
    name: "l",
    each: { op: "truth", of: { op: "field", of: "each", path: ["free"] } },
  } as const;
  const order = { lines: [{ lineId: "1", free: true }] } as unknown as Order;
  const test = (expression: Parameters<typeof compileCondition>[0]) =>
    compileCondition(expression).test(order, undefined, undefined);
  expect([
    test(stored),
    test(lower("order.allLines.exists(l, l.free)")),
    test(lower("order.lines.exists(l, l.free)")),
  ]).toEqual([true, true, false]);
});
