/** GET /orders with its filters, its search and its short view. */
import { beforeAll, describe, expect, test } from "vitest";
import { orderPageQuery } from "../../lib/database/order-filter.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { createAgent } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  book,
  commissionTask,
  firstAid,
  laptop,
  slipTask,
  type TestOrder,
  video,
} from "../../test/support/orders.ts";
import { handler as bookCommissions } from "../commissions/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const list = async (query: Record<string, string>, more = {}) => {
  const { status, json } = await call("GET /orders", { query, ...more });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json as { orders: Listed[]; nextCursor: string | null };
};
type Listed = { orderId: string; clientId?: string; matched?: unknown; tasks: unknown };
const idsOf = async (query: Record<string, string>, more = {}) =>
  (await list(query, more)).orders.map(({ orderId }) => orderId);

const lines = [laptop({ lineId: "1" })];
const because = (ruleId: string) => [{ ruleId, explanation: "a test asked for it" }];
const accept = (order: Partial<TestOrder> & { orderId: string }) =>
  acceptOrder(stack.sql, { lines, tasks: [], ...order });

let slip = "";
beforeAll(async () => {
  await accept({ orderId: "WEB-1", receivedAt: "2026-11-01T00:00:00.000Z" });
  await accept({
    orderId: "WEB-10",
    receivedAt: "2026-11-02T00:00:00.000Z",
    customer: { customerId: "C-Ana", email: "Ana.Souza@Example.com", taxId: "987.654.321-00" },
    lines: [video({ lineId: "1" })],
    freeLines: [firstAid({ lineId: "2" })],
  });
  await accept({
    orderId: "APP-7",
    receivedAt: "2026-11-03T00:00:00.000Z",
    customer: { customerId: "C-Bia", email: "bia@example.com", taxId: "12ABC34501DE35" },
    agentId: "A-1",
    lines: [laptop({ lineId: "1" }), book({ lineId: "2", agentId: "A-2" })],
    tasks: [{ ...slipTask("shipping", ["1", "2"]), because: because("slip-rule") }],
  });
  const waiting = await accept({
    orderId: "APP-8",
    receivedAt: "2026-11-04T00:00:00.000Z",
    tasks: [commissionTask("A-3", [{ lineId: "1", base: 150_000 }]), slipTask("shipping", ["1"])],
  });
  await accept({ orderId: "WEB-1", clientId: "other-shop", lines: [video({ lineId: "1" })] });
  await createAgent(stack.sql, "A-3");
  const shipped = await stack.sql.many<{ taskId: string }>(
    "select task_id from tasks join orders using (order_no) where order_id = 'APP-7'",
  );
  await issueSlips(eventFor(shipped.map(({ taskId }) => taskId)));
  await bookCommissions(eventFor([waiting.taskIds[0]!]));
  slip = (await stack.sql.one<{ number: string }>("select number from packing_slips")).number;
});

describe("a filter", () => {
  test.each([
    [{ customer: "C-Bia" }, ["APP-7"]],
    [{ customer: "C-bia" }, []],
    [{ agent: "A-1" }, ["APP-7"]],
    [{ agent: "A-2" }, ["APP-7"]],
    [{ agent: "A-3" }, ["APP-8"]],
    [{ sku: "VIDEO-FIRST-AID" }, ["WEB-10"]],
    [{ sku: "VIDEO-SKI" }, ["WEB-10"]],
    [{ sku: "VIDEO" }, []],
    [{ rule: "ski-first-aid" }, ["WEB-10"]],
    [{ rule: "slip-rule" }, ["APP-7"]],
    [{ rule: "test-rule" }, ["APP-8"]],
    [{ until: "2026-11-03T00:00:00Z" }, ["WEB-10", "WEB-1"]],
    [{ since: "2026-11-02T00:00:00Z", until: "2026-11-03T00:00:00Z" }, ["WEB-10"]],
    [{ since: "2026-11-05T00:00:00Z" }, []],
    [{ until: "2020-01-01T00:00:00Z" }, []],
    [{ status: "processing" }, ["APP-8"]],
    [{ status: "completed", sku: "VIDEO-SKI" }, ["WEB-10"]],
    [{ status: "processing", agent: "A-3", until: "2026-12-01T00:00:00Z" }, ["APP-8"]],
    [{ q: "app", agent: "A-1", status: "completed" }, ["APP-7"]],
    [{ q: "app", agent: "A-1", status: "attention" }, []],
    [{ q: "WEB", since: "2026-11-02T00:00:00Z" }, ["WEB-10"]],
  ] as const)("%j lists %j", async (query, expected) => {
    expect(await idsOf(query)).toEqual(expected);
  });

  test("of the time of receipt finds imported orders, which have other numbers", async () => {
    const { orderNo } = await accept({ orderId: "OLD-1", receivedAt: "2020-05-01T00:00:00.000Z" });
    await stack.sql.execute("update orders set imported = true where order_no = $1", [orderNo]);
    try {
      expect(await idsOf({ until: "2021-01-01T00:00:00Z" })).toEqual(["OLD-1"]);
      expect(await idsOf({ since: "2020-01-01T00:00:00Z", until: "2026-11-02T00:00:00Z" })).toEqual([
        "OLD-1",
        "WEB-1",
      ]);
      expect(await idsOf({ since: "2026-11-04T00:00:00Z" })).toEqual(["APP-8"]);
      expect(await idsOf({ status: "imported", since: "2020-01-01T00:00:00Z" })).toEqual(["OLD-1"]);
    } finally {
      await stack.sql.execute("delete from order_lines where order_no = $1", [orderNo]);
      await stack.sql.execute("delete from order_terms where order_no = $1", [orderNo]);
      await stack.sql.execute("delete from orders where order_no = $1", [orderNo]);
    }
  });
});

describe("q", () => {
  const found = (field: string, exact: boolean) => [{ field, exact }];
  test.each([
    ["WEB-1", ["WEB-10", "WEB-1"], [found("orderId", false), found("orderId", true)]],
    ["web-10", ["WEB-10"], [found("orderId", true)]],
    ["c-ana", ["WEB-10"], [found("customerId", true)]],
    ["ana.souza@example.com", ["WEB-10"], [found("email", true)]],
    ["ANA.", ["WEB-10"], [found("email", false)]],
    ["987.654.321-00", ["WEB-10"], [found("taxId", true)]],
    ["98765432100", ["WEB-10"], [found("taxId", true)]],
    [" 987.654 ", ["WEB-10"], [found("taxId", false)]],
    ["12.abc.345/01de-35", ["APP-7"], [found("taxId", true)]],
  ])("%j finds %j and says by what", async (q, orderIds, matched) => {
    const { orders } = await list({ q });
    expect(orders.map(({ orderId }) => orderId)).toEqual(orderIds);
    expect(orders.map((order) => order.matched)).toEqual(matched);
  });

  test("finds an order by the number of its packing slip", async () => {
    for (const [q, exact] of [
      [slip, true],
      [slip.slice(0, -1), false],
    ] as const)
      expect((await list({ q, view: "summary" })).orders).toMatchObject([
        { orderId: "APP-7", matched: [{ field: "packingSlip", exact }] },
      ]);
  });

  test.each(["EB-1", "souza", "%", "WEB_1", "Ana Souza", "ção", "--", "'"])("%j finds nothing", async (q) => {
    expect(await idsOf({ q })).toEqual([]);
  });

  test("is paged, newest first", async () => {
    const { orders, nextCursor } = await list({ q: "web", limit: "1" });
    expect([orders[0]!.orderId, nextCursor]).toEqual(["WEB-10", expect.any(String)]);
    const rest = await list({ q: "web", limit: "1", cursor: nextCursor! });
    expect([rest.orders[0]!.orderId, rest.nextCursor]).toEqual(["WEB-1", null]);
  });
});

describe("two clients", () => {
  test.each([{ q: "WEB-1" }, { sku: "VIDEO-SKI" }, { customer: "C-1" }])(
    "have lists of their own by %j",
    async (query: Record<string, string>) => {
      const ids = await idsOf(query, { client: "other-shop" });
      expect(ids.every((id) => id === "WEB-1")).toBe(true);
    },
  );

  test("are both listed for a key with clients:all, and one when it is named", async () => {
    const operator = { client: "operator", scopes: SCOPES };
    const clientsOf = async (query: Record<string, string>) =>
      (await list(query, operator)).orders.map(({ clientId, orderId }) => `${clientId} ${orderId}`);
    expect(await clientsOf({ q: "web-1" })).toEqual([
      "other-shop WEB-1",
      "test-shop WEB-10",
      "test-shop WEB-1",
    ]);
    expect(await clientsOf({ sku: "VIDEO-SKI" })).toEqual(["other-shop WEB-1", "test-shop WEB-10"]);
    expect(await clientsOf({ sku: "VIDEO-SKI", client: "other-shop" })).toEqual(["other-shop WEB-1"]);
    expect(await clientsOf({ q: "web", status: "completed", limit: "1" })).toEqual(["other-shop WEB-1"]);
    expect(await clientsOf({ status: "processing" })).toEqual(["test-shop APP-8"]);
  });
});

test("view=summary has the number of tasks by status instead of the tasks, and no e-mail address", async () => {
  const { orders } = await list({ view: "summary", customer: "C-Bia" });
  expect(orders).toEqual([
    {
      orderId: "APP-7",
      status: "completed",
      receivedAt: "2026-11-03T00:00:00.000Z",
      placedAt: expect.any(String),
      customerId: "C-Bia",
      customerName: "Carlos Silva",
      total: 153_000,
      currency: "BRL",
      rulebookVersion: 1,
      lines: 2,
      tasks: { pending: 0, queued: 0, done: 1, rejected: 0, failed: 0, skipped: 0 },
      links: { self: "/orders/APP-7" },
    },
  ]);
});

test.each([
  [{ q: "" }, "q"],
  [{ q: " " }, "q"],
  [{ q: "x".repeat(255) }, "q"],
  [{ q: "a\u0000" }, "q"],
  [{ view: "full" }, "view"],
  [{ customer: "a b" }, "customer"],
  [{ agent: "" }, "agent"],
  [{ sku: "" }, "sku"],
  [{ rule: "\u0000" }, "rule"],
  [{ until: "today" }, "until"],
  [{ since: "2026-11-02T00:00:00Z", until: "2026-11-02T00:00:00Z" }, "until"],
] as const)("%j is 422", async (query, name) => {
  const reply = await call("GET /orders", { query });
  expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, name]);
});

test.each([
  [{}, ["WEB-10", "WEB-1"]],
  [{ limit: 1 }, ["WEB-10"]],
  [{ since: "2026-11-02T00:00:00Z" }, ["WEB-10"]],
  [{ until: "2026-11-02T00:00:00Z" }, ["WEB-1"]],
  [{ status: "completed" }, ["WEB-10", "WEB-1"]],
  [{ sku: "VIDEO-FIRST-AID" }, ["WEB-10"]],
] as const)(
  "a text that more orders match than are read is searched from the newest with %j",
  async (filter, ids) => {
    const walk = { kind: "walk", terms: [{ kind: "order", prefix: "web" }] } as const;
    const { text, values } = orderPageQuery({ clientId: "test-shop", limit: 9, ...filter }, walk);
    const found = await stack.sql.many<{ orderId: string }>(
      `select o.order_id from (${text}) as page join orders o using (order_no) order by order_no desc`,
      values,
    );
    expect(found.map(({ orderId }) => orderId)).toEqual(ids);
  },
);
