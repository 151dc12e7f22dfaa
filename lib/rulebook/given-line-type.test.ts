import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryOrder } from "../../test/support/arbitrary-order.ts";
import { arbitraryExpression } from "../../test/support/arbitrary-rulebook.ts";
import { compilePredicate } from "./evaluate.ts";
import type { Expression } from "./expression.ts";
import { givenLineType } from "./given-line-type.ts";

const typeIs = (value: string): Expression => ({
  op: "compare",
  by: "==",
  left: { op: "field", of: "line", path: ["type"] },
  right: { op: "literal", value },
});
const isFree: Expression = { op: "truth", of: { op: "field", of: "line", path: ["free"] } };

test("a condition has the same result for a line with and without the part that its type decides", () => {
  fc.assert(
    fc.property(arbitraryExpression, arbitraryOrder, (expression, order) => {
      const test = compilePredicate(expression);
      for (const line of order.lines) {
        const left = givenLineType(expression, line.type);
        const result = typeof left === "boolean" ? left : compilePredicate(left)(order, line, undefined);
        expect(result).toBe(test(order, line, undefined));
      }
    }),
    { numRuns: 2_000, seed: 13 },
  );
});

test.each<[string, Expression, boolean | Expression]>([
  ["a comparison with the type", typeIs("book"), true],
  ["a comparison with another type", typeIs("video"), false],
  ["its negation", { op: "not", term: typeIs("video") }, true],
  ["`and` with a term that the type does not decide", { op: "and", terms: [typeIs("book"), isFree] }, isFree],
  ["`or` with a term that holds", { op: "or", terms: [isFree, typeIs("book")] }, true],
  ["`or` with a term that fails", { op: "or", terms: [typeIs("video"), isFree] }, isFree],
])("for a book, what is left of %s is known", (_, expression, left) => {
  expect(givenLineType(expression, "book")).toEqual(left);
});
