import { expect, test } from "vitest";
import { checkRulebook } from "./check-rulebook.ts";

test.each([
  ["has(order.history.lastPaidAt)", "keep who bought lately in a list of the kind customer"],
  ["has(order.history) && order.history.daysSinceLast > 30", "keep who bought lately in a list"],
  ["has(order.history) && order.history.total > 1", "did you mean `paidTotal`?"],
  ["order.total > 1", "order.payment.amount was paid"],
  ["line.price > 1", "line.unitPrice is of one item"],
  ["line.weight > 1", "did you mean `weightGrams`?"],
])("%s says what there is instead", (when, instead) => {
  const source = `rules:\n  - { id: a, when: ${JSON.stringify(when)}, then: [commission] }\n`;
  const checked = checkRulebook(source, "yaml", { skus: new Set(), now: "2026-11-30T00:00:00Z" });
  expect(checked.ok ? [] : checked.issues.map(({ detail }) => detail)).toContainEqual(
    expect.stringContaining(instead),
  );
});
