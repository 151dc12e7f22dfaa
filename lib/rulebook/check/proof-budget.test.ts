import { describe, expect, test } from "vitest";
import { LARGEST_RULEBOOKS } from "../../../test/support/largest-rulebooks.ts";
import { check, issuesOf, ruleSource, warningsOf } from "../../../test/support/rulebook-source.ts";
import type { Expression } from "../expression.ts";
import { splitStates, UNCONSTRAINED } from "./narrowing.ts";
import { comparisonBudget } from "./proof-budget.ts";
import { vocabularyOf } from "./vocabulary.ts";

const repeat = (count: number, item: (index: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(separator);

describe("a long condition whose fields are guarded is accepted", () => {
  test.each([
    ["guard and use, many times", repeat(35, (n) => `has(line.agentId) && line.agentId == "${n}"`, " || ")],
    ["one guard, many uses", `has(line.agentId) && (${repeat(70, (n) => `line.agentId == "${n}"`, " || ")})`],
    ["a type, many uses", `line.type == "book" && (${repeat(80, (n) => `line.isbn == "${n}"`, " || ")})`],
    [
      "guards of different fields",
      repeat(25, (n) => `has(order.metadata.k${n}) && order.metadata.k${n} == "x"`, " || "),
    ],
    [
      "after many clauses",
      `${repeat(70, (n) => `line.sku != "${n}"`, " && ")} && has(line.agentId) && line.agentId == "A"`,
    ],
    ["! around the guard", `!(${repeat(30, (n) => `!has(line.agentId) || line.agentId == "${n}"`, " || ")})`],
  ])("%s", (_name, when) => {
    expect(issuesOf(`rules:\n${ruleSource(when)}`)).toEqual([]);
  });
});

const compare = (name: string, value: number): Expression => ({
  op: "compare",
  by: "==",
  left: { op: "field", of: "line", path: [name] },
  right: { op: "literal", value },
});
const any = (terms: readonly Expression[]): Expression => ({ op: "or", terms });

const CONDITION = any(
  Array.from({ length: 40 }, (_, index) => compare(index % 2 === 0 ? "unitPrice" : "quantity", index + 1)),
);
const vocabulary = vocabularyOf({}, { plans: ["basic", "plus"] }, true);
/** What one clause takes at most: 48 states, each with a set of 40 values. */
const ONE_CLAUSE = 48 * 50;

describe("a proof", () => {
  test.each([1, 100, 1_000, 10_000])("with a budget of %d steps takes at most one clause more", (steps) => {
    const budget = { stepsLeft: steps };
    const { whenTrue, whenFalse } = splitStates({ vocabulary, budget }, CONDITION, UNCONSTRAINED);
    expect(budget.stepsLeft).toBeGreaterThan(-ONE_CLAUSE);
    if (budget.stepsLeft <= 0) expect([whenTrue, whenFalse]).toEqual([UNCONSTRAINED, UNCONSTRAINED]);
  });

  test("that runs out of steps reports every field that may be absent", () => {
    const read: string[] = [];
    const guarded: Expression = {
      op: "and",
      terms: [
        { op: "has", field: { op: "field", of: "line", path: ["agentId"] } },
        {
          op: "compare",
          by: "==",
          left: { op: "field", of: "line", path: ["agentId"] },
          right: { op: "literal", value: "A" },
        },
      ],
    };
    const onUnguardedRead = ({ path }: { readonly path: readonly string[] }) => read.push(path.join("."));
    splitStates({ vocabulary, budget: { stepsLeft: 3 }, onUnguardedRead }, guarded, UNCONSTRAINED);
    expect(read).toEqual(["agentId"]);
    read.length = 0;
    splitStates({ vocabulary, onUnguardedRead }, guarded, UNCONSTRAINED);
    expect(read).toEqual([]);
  });
});

test("comparing the rules of a large rulebook takes at most its budget", () => {
  const rule = splitStates({ vocabulary, budget: comparisonBudget() }, CONDITION, UNCONSTRAINED);
  const budget = comparisonBudget();
  let comparisons = 0;
  while (budget.stepsLeft > 0 && comparisons < 20_000) {
    splitStates({ vocabulary, budget }, CONDITION, rule.whenTrue);
    comparisons += 1;
  }
  expect(comparisons).toBeLessThan(2_000);
  expect(budget.stepsLeft).toBeGreaterThan(-ONE_CLAUSE);
});

test.each([...LARGEST_RULEBOOKS])(
  "%s: the check ends without issues",
  { timeout: 60_000 },
  (_name, source) => {
    expect(check(source).ok).toBe(true);
  },
);

test("a rule that another covers is reported also when both have many clauses", () => {
  const wide = ruleSource(
    repeat(40, (n) => `line.sku == "${n}"`, " || "),
    "",
    "wide",
  );
  const narrow = ruleSource('line.sku == "7" && line.quantity > 1', "", "narrow");
  expect(warningsOf(`rules:\n${wide}${narrow}`)).toEqual([
    expect.stringContaining("the rule changes nothing"),
  ]);
});
