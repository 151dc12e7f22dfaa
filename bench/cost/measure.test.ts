import { expect, test } from "vitest";
import { billOfOrders, declaredFunctions, formatDollars } from "./bill.ts";
import { maxOrdersPerSecond, MIX_SIZE, mixedOrders, type PhaseUsage, usagePerOrder } from "./measure.ts";

const functionUsage = (name: string, invocations: number, billedSeconds: number) => ({
  name,
  invocations,
  billedSeconds,
  median: 1,
  mean: 1,
});

const PHASE: PhaseUsage = {
  orders: 10,
  seconds: 1,
  functions: [
    functionUsage("orders", 10, 0.1),
    functionUsage("emails", 5, 0.05),
    functionUsage("relay", 3, 9),
    functionUsage("feedback", 2, 0.2),
  ],
  functionLogBytes: 1_000,
  responseBytes: 4_000,
  database: { cpuSeconds: 0.09, walBytes: 81_920, transactions: 40, storedBytes: 50_000 },
  sends: 20,
  sentBytes: 5_000,
};
const MAILS = { perOrder: 0.5, bytesEach: 1_000 };
const USAGE = usagePerOrder(PHASE, declaredFunctions(), MAILS);

test("the usage of an order does not include functions that run by time", () => {
  expect(USAGE.invocations).toBeCloseTo(1.7);
  // feedback has half of the memory
  expect(USAGE.gigabyteSeconds).toBeCloseTo(0.025);
});

test("each batch of a queue's function counts as one receive", () => {
  expect(USAGE).toMatchObject({ sends: 2, receives: 0.7, endpointBytes: 1_000 });
});

test("CPU time of Postgres becomes capacity of two instances, and WAL becomes writes of 4 KB", () => {
  expect(USAGE.acuHours).toBeCloseTo((0.009 * 4 * 2) / 3_600);
  expect(USAGE.ioRequests).toBeCloseTo(2 + 2);
  expect(maxOrdersPerSecond(0.5, 0.005)).toBeCloseTo(25);
});

test("without CPU time the bill has no line for Aurora's capacity", () => {
  const database = { ...PHASE.database, cpuSeconds: undefined };
  const usage = usagePerOrder({ ...PHASE, database }, declaredFunctions(), MAILS);
  expect(billOfOrders(USAGE).length - billOfOrders(usage).length).toBe(1);
});

test("a million orders cost a million times one order", () => {
  const micros = new Map(billOfOrders(USAGE).map((line) => [line.item, formatDollars(line.micros)]));
  expect(micros.get("SES mails")).toBe("50.00");
  expect(micros.get("SQS: send, receive, delete")).toBe("1.36");
});

test("a mix has every scenario, and an upgrade has the customer of the membership before it", () => {
  const orders = mixedOrders("T", MIX_SIZE, "A-1", "2026-11-20T14:03:00-03:00");
  expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(MIX_SIZE);
  const customers = orders.map(({ customer }) => (customer as { customerId: string }).customerId);
  expect(customers[0]).toBe(customers[MIX_SIZE - 1]);
});
