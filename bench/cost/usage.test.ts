import { expect, test } from "vitest";
import { functionLogBytes, parseInvocations, parseProcessTimes, usageByFunction } from "./usage.ts";

const FUNCTION_LINE =
  '{"level":"INFO","message":"order accepted","timestamp":"2026-11-24T22:13:58.770Z","service":"despacho","sampling_rate":0,"clientId":"local","orderNo":1,"tasks":2}';
const LOG = `   * orders: despacho-local-orders
Scheduling [relay] cron: [*/1 * * * *]


ANY /packing-slips/2026-000006 (λ: reports)
(λ: reports) RequestId: f3c22208-3fcd-4d74-b50a-ac690c5cb044  Duration: 478.47 ms  Billed Duration: 479 ms
${FUNCTION_LINE}
(λ: orders) RequestId: 9f12b6c6-e329-4617-bee3-f5dfebecef1e  Duration: 28.65 ms  Billed Duration: 29 ms
(λ: orders) RequestId: 00cd4248-4930-4ae7-a2c7-fd3914328a8b  Duration: 27.40 ms  Billed Duration: 28 ms
(λ: orders) RequestId: d202b6c5-73e0-4d95-84d7-d7023fc397dd  Duration: 1.99 ms  Billed Duration: 2 ms
`;

test("a log line with a duration is an invocation, a line that only names a function is not", () => {
  expect(parseInvocations(LOG).map(({ name }) => name)).toEqual(["reports", "orders", "orders", "orders"]);
  expect(parseInvocations(LOG)[0]).toEqual({ name: "reports", milliseconds: 478.47, billed: 479 });
});

test("an incomplete last line is not an invocation", () => {
  expect(parseInvocations(LOG.slice(0, -4)).length).toBe(3);
});

test("durations are grouped by function, and billed by the started millisecond", () => {
  const orders = usageByFunction(parseInvocations(LOG)).find(({ name }) => name === "orders");
  expect(orders).toMatchObject({ invocations: 3, median: 27.4, billedSeconds: 0.059 });
  expect(orders?.mean).toBeCloseTo(19.347, 3);
});

test("the median of an even number of durations is the mean of the middle two", () => {
  const invocations = parseInvocations(LOG).filter(({ billed }) => billed > 20);
  expect(usageByFunction(invocations)[1]?.median).toBeCloseTo(28.025);
});

test("only lines that functions logged count as log", () => {
  expect(functionLogBytes(LOG)).toBe(FUNCTION_LINE.length + 1);
});

test("the times of a process are parsed after a name with blanks and brackets", () => {
  const stat = "812 (postgres: io) 1) S 790 812 812 0 -1 4194624 910 33 0 0 17 5 2 1 20 0 1 0 81 2 3";
  expect(parseProcessTimes(stat)).toEqual({ parent: 790, own: 22, ofEndedChildren: 3 });
});
