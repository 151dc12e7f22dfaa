import { describe, expect, test } from "vitest";
import {
  LARGEST_ORDERS,
  LARGEST_RULEBOOKS,
  TOO_EXPENSIVE_RULEBOOKS,
} from "../../test/support/largest-rulebooks.ts";
import { CATALOGUE, compileSource, orderWith, ruleSource, upgrade } from "../../test/support/decisions.ts";
import { issuesOf } from "../../test/support/rulebook-source.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { costOf, MAX_STEPS } from "./cost.ts";
import { decide } from "./decide.ts";
import { decideWithWhyNot } from "./why-not.ts";

const LINES = 60;

/** Lines that count how often their SKU is read. */
const countingLines = () => {
  const count = { reads: 0 };
  const lines = Array.from({ length: LINES }, (_, index) =>
    Object.defineProperty({ ...upgrade({ lineId: `${index}` }) }, "sku", {
      enumerable: true,
      get: () => {
        count.reads += 1;
        return `SKU-${index}`;
      },
    }),
  ) as OrderLine[];
  return { lines, count };
};

const rulesOf = (count: number, when: string): string =>
  `rules:\n${Array.from({ length: count }, (_, index) => ruleSource(`r${index}`, when, "commission")).join("")}`;

describe("how often a decision reads the SKU of a line, under 30 rules", () => {
  test.each([
    ["exists", 'order.lines.exists(l, l.sku == "none")', 1],
    ["all", 'order.lines.all(l, l.sku != "none")', 1],
    [
      "! of exists, beside a clause about the line",
      '!order.lines.exists(l, l.sku == "none") && line.quantity > 1',
      1,
    ],
    ["exists that names the line, by equality", "order.lines.exists(l, l.sku == line.sku)", 1 + 30 * 4],
    ["all that names the line, by ! of equality", "order.lines.all(l, !(l.sku == line.sku))", 1 + 30 * 4],
    [
      "exists with a clause about the rule's line alone",
      'order.lines.exists(l, l.sku == "x" && line.quantity > 0)',
      1,
    ],
  ])("%s", (_name, when, perLine) => {
    const compiled = compileSource(rulesOf(30, when));
    const plain = countingLines();
    decide(compiled, 1, orderWith(plain.lines), CATALOGUE);
    expect(plain.count.reads).toBeLessThanOrEqual(perLine * LINES);
    const explained = countingLines();
    decideWithWhyNot(compiled, 1, orderWith(explained.lines), CATALOGUE);
    // An explanation reads the value that it shows.
    expect(explained.count.reads).toBeLessThanOrEqual(perLine * LINES + 30 * LINES);
  });

  test("an order-only text is made once per order, not once per line", () => {
    const compiled = compileSource(rulesOf(30, 'order.lines.exists(l, l.sku == "none")'));
    const { whyNot } = decideWithWhyNot(compiled, 1, orderWith(countingLines().lines), CATALOGUE);
    expect(new Set(whyNot.map(({ explanation }) => explanation)).size).toBe(1);
  });
});

describe("the cost of a rulebook", () => {
  test.each([...LARGEST_RULEBOOKS])(
    "%s: accepted, within the limit",
    { timeout: 60_000 },
    (_name, source) => {
      const { rulebook } = compileSource(source);
      expect(costOf(rulebook).reduce((sum, { steps }) => sum + steps, 0)).toBeLessThanOrEqual(MAX_STEPS);
    },
  );

  test.each([...TOO_EXPENSIVE_RULEBOOKS])("%s: refused at the rules that take most", (_name, source) => {
    const issues = issuesOf(source);
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.length).toBeLessThanOrEqual(10);
    for (const { ruleId, pointer, detail } of issues) {
      expect(ruleId).toMatch(/^r\d+$/);
      expect(pointer).toMatch(/^\/rules\/\d+\/when$/);
      expect(detail).toMatch(/would take too long to decide an order of 500 lines: up to [\d,]+ comparisons/);
    }
  });
});

test("the largest orders are decided alike with and without explanations", () => {
  const compiled = compileSource(LARGEST_RULEBOOKS.get("500 rules that always apply")!);
  for (const order of LARGEST_ORDERS.values())
    expect(decideWithWhyNot(compiled, 1, order, CATALOGUE).decision).toEqual(
      decide(compiled, 1, order, CATALOGUE),
    );
});
