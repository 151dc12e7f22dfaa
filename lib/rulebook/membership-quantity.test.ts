import { expect, test } from "vitest";
import { decideSource, orderWith } from "../../test/support/decisions.ts";
import { laptop, membership } from "../../test/support/orders.ts";

const payloadsOf = (tasks: ReturnType<typeof decideSource>["tasks"]) =>
  tasks.filter(({ type }) => type === "membership").map(({ payload }) => payload);

test.each([
  ["P1M", 1, "P1M"],
  ["P1M", 3, "P3M"],
  ["P30D", 10_000, "P300000D"],
  ["P1Y", 12, "P12Y"],
])("a membership line of %s with quantity %i activates %s", (period, quantity, expected) => {
  const { tasks } = decideSource(undefined, orderWith([membership({ lineId: "1", period, quantity })]));
  expect(payloadsOf(tasks)).toEqual([{ change: "activate", plan: "basic", period: expected }]);
});

test("a free membership line of quantity 3 activates three periods", () => {
  const source = `rules:
  - id: free-months
    when: line.type == "physical"
    then: [{ addFreeItem: { sku: MONTH, quantity: 3, reason: Launch } }]
  - id: activation
    when: line.type == "membership"
    then: [{ membership: { change: activate } }]
`;
  const { tasks } = decideSource(source, orderWith([laptop({ lineId: "1" })]));
  expect(payloadsOf(tasks)).toEqual([{ change: "activate", plan: "basic", period: "P3M" }]);
});
