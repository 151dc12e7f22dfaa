/**
 * No function scans a table that grows with the orders, whatever it does: accepting, carrying out, cancelling, running again,
 * erasing, closing a month, and the relay. What lists read is in list-costs.test.ts.
 */
import { beforeAll, expect, test } from "vitest";
import { LARGE_TABLES, storeHistory } from "../bench/lists/store-orders.ts";
import { SCOPES } from "../lib/domain/scope.ts";
import { apiClient, type TestRequest } from "../test/support/api-client.ts";
import { cancelOrder, carryOutAll, placeOrder } from "../test/support/cancellations.ts";
import { setEnvironment, startFunctionStack } from "../test/support/function-stack.ts";
import { readsOf, scannedTables } from "../test/support/table-reads.ts";
import { handler as decisions } from "./decisions/handler.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as registry } from "./registry/handler.ts";
import { handler as relay } from "./relay/handler.ts";
import { handler as reports } from "./reports/handler.ts";
import { handler as rulebooks } from "./rulebooks/handler.ts";
import { handler as system } from "./system/handler.ts";

const HISTORY = { orders: 10_000, until: "2026-11-30T12:00:00.000Z" };
const OF_SHOP = { client: "shop-1", scopes: SCOPES };

const PREPARATION = [
  "update tasks set status = 'skipped', blocked = false, finished_at = now() where status in ('pending', 'queued')",
  "update membership_accounts set expires_at = '2999-01-01' where status = 'active'",
  "analyze tasks, membership_accounts",
];

const stack = await startFunctionStack();
beforeAll(async () => {
  setEnvironment({ DATABASE_POOL_MAX: "1" });
  await storeHistory(stack.databaseUrl, HISTORY);
  // The steps carry out their own tasks only.
  for (const text of PREPARATION) await stack.sql.execute(text);
}, 120_000);

const callers = { decisions, orders, registry, reports, rulebooks, system };
const ask = async (group: keyof typeof callers, route: string, request: TestRequest = {}) => {
  const { status, json, text } = await apiClient(callers[group])(route, { ...OF_SHOP, ...request });
  if (status >= 400) throw new Error(`${route}: ${status} ${text}`);
  return json;
};

const one = async (text: string): Promise<string> => (await stack.sql.one<{ found: string }>(text)).found;
const oneTask = (status: string) =>
  one(`select task_id as found from tasks where status = '${status}' and client_id = 'shop-1' limit 1`);
const orderOf = (taskId: string) =>
  one(`select order_id as found from tasks join orders using (order_no) where task_id = '${taskId}'`);
const oneSlip = () => one("select number as found from packing_slips where client_id = 'shop-1' limit 1");
const oneCustomer = () =>
  one("select customer_id as found from membership_accounts where client_id = 'shop-1' limit 1");

let placed = "";
const STEPS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["the relay", () => relay(undefined)],
  ["accepting an order", async () => (placed = await placeOrder({ orderId: "NEW-1" }, OF_SHOP))],
  ["carrying tasks out", () => carryOutAll(stack)],
  ["reading an order", () => ask("orders", "GET /orders/{orderId}", { params: { orderId: placed } })],
  ["cancelling an order", () => cancelOrder(placed, {}, OF_SHOP)],
  ["carrying a cancellation out", () => carryOutAll(stack)],
  ["the relay after that", () => relay(undefined)],
  [
    "running a task again",
    async () => {
      const taskId = await oneTask("rejected");
      const params = { orderId: await orderOf(taskId), taskId };
      return ask("orders", "POST /orders/{orderId}/tasks/{taskId}/retry", { params });
    },
  ],
  [
    "running tasks again by their cause",
    () =>
      ask("orders", "POST /task-retries", {
        body: { filter: { cause: "agent-without-rate" }, dryRun: true },
      }),
  ],
  [
    "a decision that is not stored",
    async () => {
      const { order } = await stack.sql.one<{ order: object }>(
        "select snapshot as order from orders order by order_no limit 1",
      );
      return apiClient(decisions)("POST /decisions", { ...OF_SHOP, body: order });
    },
  ],
  [
    "a simulation",
    () =>
      ask("rulebooks", "POST /rulebooks/{version}/simulation", {
        params: { version: "1" },
        body: { limit: 100 },
      }),
  ],
  [
    "reading a slip",
    async () => ask("reports", "GET /packing-slips/{number}", { params: { number: await oneSlip() } }),
  ],
  [
    "reading a membership",
    async () =>
      ask("reports", "GET /customers/{customerId}/membership", {
        params: { customerId: await oneCustomer() },
      }),
  ],
  [
    "exporting a customer",
    async () =>
      ask("registry", "GET /customers/{customerId}/export", { params: { customerId: await oneCustomer() } }),
  ],
  [
    "erasing a customer",
    async () =>
      ask("registry", "POST /customers/{customerId}/erasure", {
        params: { customerId: await oneCustomer() },
        body: { reason: "asked for" },
      }),
  ],
  ["the relay after an erasure", () => relay(undefined)],
  [
    "paying an agent",
    () =>
      ask("reports", "POST /agents/{agentId}/payments", {
        params: { agentId: "A-7" },
        body: { paymentId: "P-1", amount: 1, at: "2026-01-15T12:00:00Z" },
      }),
  ],
  [
    "closing a month",
    async () => {
      const month = await one(
        "select to_char(min(month), 'YYYY-MM') as found from ledger where client_id = 'shop-1'",
      );
      return ask("reports", "POST /statements/{month}/close", { params: { month } });
    },
  ],
  ["health", () => apiClient(system)("GET /health", OF_SHOP)],
];

test.each(STEPS)("%s scans no large table", async (_, run) => {
  const reads = await readsOf(stack.sql, LARGE_TABLES, run);
  expect(scannedTables(reads)).toEqual([]);
});
