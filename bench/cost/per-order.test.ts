import { expect, test } from "vitest";
import { billOfOrders } from "./bill.ts";
import { parseProcessTimes } from "./usage.ts";
import { declaredFunctions, deployedResources } from "./usage.ts";
import { mixedOrders, MIX_SIZE } from "./measure.ts";
import { formatDollars } from "./bill.ts";
import { maxOrdersPerSecond, perOrder } from "./bill.ts";
import type { Phase } from "./usage.ts";

const use = (name: string, invocations: number, billedSeconds: number) => ({
  name,
  invocations,
  billedSeconds,
  median: 1,
  mean: 1,
});
const PHASE: Phase = {
  orders: 10,
  seconds: 1,
  functions: [use("orders", 10, 0.1), use("emails", 5, 0.05), use("relay", 3, 9), use("feedback", 2, 0.2)],
  ownLogBytes: 1_000,
  responseBytes: 4_000,
  database: { cpuSeconds: 0.09, walBytes: 81_920, transactions: 40, storedBytes: 50_000 },
  sends: 20,
  sentBytes: 5_000,
};
const ONE = perOrder(PHASE, declaredFunctions(), { perOrder: 0.5, bytesEach: 1_000 });

test("an order's part of a phase leaves out what runs by the clock", () => {
  expect(ONE.invocations).toBeCloseTo(1.7);
  // feedback has half of the memory
  expect(ONE.gigabyteSeconds).toBeCloseTo(0.025);
});

test("each batch that a queue's function was given was received and deleted once", () => {
  expect(ONE).toMatchObject({ sends: 2, receives: 0.7, endpointBytes: 1_000 });
});

test("the database's work becomes capacity of two instances and writes of 4 KB", () => {
  expect(ONE.acuHours).toBeCloseTo((0.009 * 4 * 2) / 3_600);
  expect(ONE.ioRequests).toBeCloseTo(2 + 2);
  expect(maxOrdersPerSecond(0.5, 0.005)).toBeCloseTo(25);
});

test("where CPU time cannot be read the bill has no line for it", () => {
  const database = { ...PHASE.database, cpuSeconds: undefined };
  const one = perOrder({ ...PHASE, database }, declaredFunctions(), { perOrder: 0.5, bytesEach: 1_000 });
  expect(billOfOrders(ONE).length - billOfOrders(one).length).toBe(1);
});

test("a million orders cost a million times one", () => {
  const micros = new Map(billOfOrders(ONE).map((line) => [line.item, formatDollars(line.micros)]));
  expect(micros.get("SES mails")).toBe("50.00");
  expect(micros.get("SQS: send, receive, delete")).toBe("1.36");
});

test("a process's times are read past whatever its name holds", () => {
  const stat = "812 (postgres: io) 1) S 790 812 812 0 -1 4194624 910 33 0 0 17 5 2 1 20 0 1 0 81 2 3";
  expect(parseProcessTimes(stat)).toEqual({ parent: 790, own: 22, ofEndedChildren: 3 });
});

test("what is deployed is counted where it is declared", async () => {
  const parts = await deployedResources();
  expect(parts).toMatchObject({ interfaceEndpoints: 2, minimumAcu: 0.5 });
  expect(parts.count("AWS::RDS::DBInstance")).toBe(2);
  expect(parts.count("AWS::CloudWatch::Alarm")).toBeGreaterThan(30);
});

test("a round holds every kind once at least, and an upgrade follows its customer's membership", () => {
  const round = mixedOrders("T", MIX_SIZE, "A-1", "2026-11-20T14:03:00-03:00");
  expect(new Set(round.map(({ orderId }) => orderId)).size).toBe(MIX_SIZE);
  const customers = round.map(({ customer }) => (customer as { customerId: string }).customerId);
  expect(customers[0]).toBe(customers[MIX_SIZE - 1]);
});
