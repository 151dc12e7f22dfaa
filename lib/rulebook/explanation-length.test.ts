import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CATALOGUE,
  compileSource,
  decideSource,
  orderWith,
  ruleSource,
  upgrade,
} from "../../test/support/decisions.ts";
import { book } from "../../test/support/orders.ts";
import { cutText } from "./cut-text.ts";
import { decideWithWhyNot } from "./why-not.ts";

const list = (count: number): string => Array.from({ length: count }, (_, item) => `"S${item}"`).join(", ");

/** Why the rule does not apply to a line with the SKU, or why it does. */
const explain = (when: string, sku: string): string => {
  const order = orderWith([upgrade({ lineId: "1", sku })], { agentId: "A-1" });
  const compiled = compileSource(`rules:\n${ruleSource("a-rule", when, "commission")}`);
  const { decision, whyNot } = decideWithWhyNot(compiled, 1, order, CATALOGUE);
  return (decision.tasks[0]?.because[0] ?? whyNot[0])!.explanation;
};

describe("an explanation", () => {
  test.each([
    ["prints a short list whole", `line.sku in [${list(3)}]`, 'line.sku in ["S0", "S1", "S2"] (was "S1")'],
    [
      "prints the size of a long list and the value that matched",
      `line.sku in [${list(155)}]`,
      'line.sku in [… 155 values] (was "S1")',
    ],
    [
      "prints the size of a long list inside exists",
      `order.lines.exists(l, l.sku in [${list(155)}])`,
      'order.lines.exists(l, l.sku in [… 155 values]) (line 1: l.sku in [… 155 values] (was "S1"))',
    ],
    ["cuts a long text", `line.sku == "${"x".repeat(500)}"`, `line.sku == "${"x".repeat(80)}…" (was "S1")`],
    [
      "prints a list that should not have the value",
      `!(line.sku in [${list(155)}])`,
      '!(line.sku in [… 155 values] (was "S1"))',
    ],
  ])("%s", (_name, when, expected) => {
    expect(explain(when, "S1")).toBe(expected);
  });

  test.each([
    ["&& of long texts", Array.from({ length: 4 }, () => `line.sku != "${"a".repeat(400)}"`).join(" && ")],
    [
      "many clauses inside exists",
      `order.lines.exists(l, ${Array.from({ length: 60 }, () => 'l.sku != "abc"').join(" && ")})`,
    ],
    [
      "many clauses inside all",
      `order.lines.all(l, ${Array.from({ length: 60 }, () => 'l.sku == "abc"').join(" || ")})`,
    ],
    ["control characters", `line.sku == "${String.raw`\u0001`.repeat(300)}"`],
  ])("has at most 801 characters: %s", (_name, when) => {
    expect(explain(when, "S1").length).toBeLessThanOrEqual(801);
  });

  test("does not cut a character in two, because Postgres refuses half of one", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (text, length) => {
          const cut = cutText(text, length);
          expect(cut.isWellFormed()).toBe(text.isWellFormed());
          expect(cut.length).toBeLessThanOrEqual(length + 1);
          expect(text.startsWith(cut.replace(/…$/, "")) || cut === text).toBe(true);
        },
      ),
    );
  });
});

test("a task keeps its explanations in JSON when an order of many lines leads to few reasons", () => {
  const rules = Array.from({ length: 30 }, (_, index) =>
    ruleSource(`r${index}`, `line.sku == "S-${index}"`, "{ packingSlip: { destination: shipping } }"),
  );
  const lines = Array.from({ length: 100 }, (_, index) =>
    book({ lineId: `${index + 1}`, sku: `S-${index}` }),
  );
  const { tasks } = decideSource(`rules:\n${rules.join("")}`, orderWith(lines));
  expect(JSON.parse(JSON.stringify(tasks[0]!.because))).toHaveLength(30);
  for (const { explanation } of JSON.parse(JSON.stringify(tasks[0]!.because)) as { explanation?: string }[])
    expect(explanation).toMatch(/^line\.sku == /);
});
