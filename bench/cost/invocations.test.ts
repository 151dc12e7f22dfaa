import { expect, test } from "vitest";
import { usageByFunction, parseInvocations, ownLogBytes } from "./usage.ts";

const OWN =
  '{"level":"INFO","message":"order accepted","timestamp":"2026-11-24T22:13:58.770Z","service":"despacho","sampling_rate":0,"clientId":"local","orderNo":1,"tasks":2}';
const LOG = `   * orders: despacho-local-orders
Scheduling [relay] cron: [*/1 * * * *]


ANY /packing-slips/2026-000006 (λ: reports)
(λ: reports) RequestId: f3c22208-3fcd-4d74-b50a-ac690c5cb044  Duration: 478.47 ms  Billed Duration: 479 ms
${OWN}
(λ: orders) RequestId: 9f12b6c6-e329-4617-bee3-f5dfebecef1e  Duration: 28.65 ms  Billed Duration: 29 ms
(λ: orders) RequestId: 00cd4248-4930-4ae7-a2c7-fd3914328a8b  Duration: 27.40 ms  Billed Duration: 28 ms
(λ: orders) RequestId: d202b6c5-73e0-4d95-84d7-d7023fc397dd  Duration: 1.99 ms  Billed Duration: 2 ms
`;

test("an invocation is what has a duration, not what merely names a function", () => {
  expect(parseInvocations(LOG).map(({ name }) => name)).toEqual(["reports", "orders", "orders", "orders"]);
  expect(parseInvocations(LOG)[0]).toEqual({ name: "reports", milliseconds: 478.47, billed: 479 });
});

test("a line that is not whole yet is no invocation", () => {
  expect(parseInvocations(LOG.slice(0, -4)).length).toBe(3);
});

test("durations are distinguished by function, and billed by the started millisecond", () => {
  const orders = usageByFunction(parseInvocations(LOG)).find(({ name }) => name === "orders");
  expect(orders).toMatchObject({ invocations: 3, median: 27.4, billedSeconds: 0.059 });
  expect(orders?.mean).toBeCloseTo(19.347, 3);
});

test("the median of an even number lies between the middle two", () => {
  expect(usageByFunction(parseInvocations(LOG).filter(({ billed }) => billed > 20))[1]?.median).toBeCloseTo(
    28.025,
  );
});

test("only the functions' own lines are log that AWS keeps", () => {
  expect(ownLogBytes(LOG)).toBe(OWN.length + 1);
});
