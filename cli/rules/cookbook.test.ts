import { describe, expect, test } from "vitest";
import { checkRecipe, RECIPES, ruleIdsOf } from "../../test/support/cookbook.ts";

test("the cookbook has seventeen recipes", () => {
  expect(RECIPES).toHaveLength(17);
});

describe.each(RECIPES)("the recipe “$title”", ({ own, source, hasWarning }) => {
  test("has no issue, the warnings that its text announces, and its and the starting rulebook's examples come out", () => {
    const checked = checkRecipe(source);
    expect(checked).toMatchObject({ ok: true, failedExamples: [] });
    if (checked.ok) expect(checked.warnings.length > 0, JSON.stringify(checked.warnings)).toBe(hasWarning);
  });

  test("has an order that each of its rules applies to, and one that it does not apply to", () => {
    const expected = own.examples.map(({ expect: one }) => one as Record<string, readonly string[]>);
    for (const id of ruleIdsOf(own)) {
      expect(expected.some(({ applied }) => applied?.includes(id))).toBe(true);
      expect(expected.some(({ not }) => not?.includes(id))).toBe(true);
    }
  });
});
