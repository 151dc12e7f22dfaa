import { expect, test } from "vitest";
import { firstAid } from "../../test/support/orders.ts";
import { exampleCollector } from "./difference-examples.ts";
import type { Differences } from "./differences.ts";

const NO_CHANGES = { added: [], removed: [], changed: [] };

/** A new slip with a reason of 20 000 characters, and a new free item of a SKU. */
const differenceWith = (sku: string): Differences => {
  const because = [{ ruleId: "slip", lineId: "1", explanation: "x".repeat(20_000) }];
  const slip = {
    type: "packing_slip" as const,
    key: "packing_slip:shipping",
    lineIds: ["1"],
    because,
    payload: { destination: "shipping" as const },
  };
  return {
    ...NO_CHANGES,
    added: [slip],
    freeItems: { ...NO_CHANGES, added: [firstAid({ lineId: "1", sku })] },
    notes: NO_CHANGES,
  };
};

test("examples and kinds have a limit in number and in length, whatever orders and rules contain", () => {
  const collector = exampleCollector();
  for (let order = 0; order < 1_000; order += 1)
    collector.add({ orderId: `WEB-${order}` }, differenceWith(`SKU-${order}`));
  expect(collector.kinds()).toHaveLength(100);
  expect(collector.kinds()[0]).toMatchObject({ kind: "packing_slip:shipping", orders: 1_000 });
  expect(JSON.stringify(collector.examples).length).toBeLessThan(300_000);
  expect(JSON.stringify(collector.kinds()).length).toBeLessThan(50_000);
});
