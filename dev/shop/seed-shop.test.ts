import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../../cli/terminal/arguments.ts";
import type { Stack } from "../stack.ts";
import { startTemporaryStack } from "../temporary-stack.ts";
import { type Receiver, startRefusingReceiver } from "./receiver.ts";
import { seedShop } from "./seed-shop.ts";
import { shopApi } from "./shop-api.ts";
import { demoOptions } from "./shop-options.ts";

const ORDERS = 200;
let stack: Stack;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startRefusingReceiver();
  stack = await startTemporaryStack("shop", {}, () => undefined);
  await seedShop(stack, { orders: ORDERS, receiverUrl: receiver.url }, () => undefined);
}, 300_000);
afterAll(async () => {
  await stack?.stop();
  receiver.stop();
}, 60_000);

const read = async <T>(path: string): Promise<T> => (await shopApi(stack)("GET", path)) as T;

test("the shop has a year of imported orders, 60 rules, and orders that were processed and that need attention", async () => {
  const { rules } = await read<{ rules: { active: number; scheduled: number } }>("/overview");
  expect(rules).toMatchObject({ active: 60, scheduled: 1 });
  for (const status of ["imported", "completed", "attention", "processing"]) {
    const { orders } = await read<{ orders: object[] }>(`/orders?status=${status}&view=summary`);
    expect([status, orders.length > 0]).toEqual([status, true]);
  }
});

test("its tasks need attention for every cause that a shop meets", async () => {
  const { groups } = await read<{ groups: { cause: { code: string } | null; count: number }[] }>(
    "/tasks/groups",
  );
  const codes = groups.map(({ cause }) => cause?.code);
  for (const code of [
    "agent-without-rate",
    "streaming-link-missing",
    "no-active-membership",
    "same-plan",
    "lower-plan",
    "other-plan-active",
    "no-shipping-address",
    "address-suppressed",
    "connection-refused",
    "attempts-used-up",
  ])
    expect(codes).toContain(code);
});

test("38 tasks wait for the rate of one agent", async () => {
  const { groups } = await read<{ groups: { orders: number }[] }>(
    "/tasks/groups?cause=agent-without-rate:A-99",
  );
  expect(groups.map(({ orders }) => orders)).toEqual([38]);
});

test("a shop that is filled is not filled again", async () => {
  const lines: string[] = [];
  await seedShop(stack, { orders: ORDERS, receiverUrl: receiver.url }, (line) => lines.push(line));
  expect(lines).toEqual([]);
});

test("--shop takes the number of orders, and without it the other options are refused", () => {
  expect(demoOptions([])).toEqual({ kind: "command", command: { kind: "scenarios" } });
  expect(demoOptions(["--shop", "--orders", "200"])).toMatchObject({
    command: { kind: "shop", orders: 200 },
  });
  expect(() => demoOptions(["--orders", "200"])).toThrow(UsageError);
  expect(() => demoOptions(["--shop", "--orders", "0"])).toThrow(UsageError);
});
