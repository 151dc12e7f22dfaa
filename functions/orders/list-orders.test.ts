import { beforeAll, describe, expect, test } from "vitest";
import { completeTasks } from "../../lib/database/tasks.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiEvent, apiClient, invoke } from "../../test/support/api-client.ts";
import { laptopLine, orderBody } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const list = (query: Record<string, string> = {}, more = {}) => call("GET /orders", { query, ...more });
const idsOf = (reply: { json: { orders: { orderId: string }[] } }) =>
  reply.json.orders.map((order) => order.orderId);

const finish = async (orderId: string, status: "done" | "rejected") => {
  const tasks = await stack.sql.many<{ taskId: string }>(
    `select task_id from tasks join orders using (order_no) where order_id = $1`,
    [orderId],
  );
  await stack.sql.transaction((tx) =>
    completeTasks(
      tx,
      tasks.map(({ taskId }) =>
        status === "done"
          ? { taskId, status, result: { packingSlip: "2026-000001" } }
          : { taskId, status, reason: "no", cause: { code: "no-shipping-address" } },
      ),
      "2026-11-20T18:00:00.000Z",
    ),
  );
};

const ids = Array.from({ length: 12 }, (_, index) => `L-${index + 1}`);
beforeAll(async () => {
  await stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  );
  for (const orderId of ids)
    await call("POST /orders", { body: orderBody({ orderId, lines: [laptopLine] }) });
  await finish("L-3", "done");
  await finish("L-5", "rejected");
});

describe("GET /orders", () => {
  test("lists every order once, newest first, page by page", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const reply = await list({ limit: "5", ...(cursor === null ? {} : { cursor }) });
      seen.push(...idsOf(reply));
      cursor = reply.json.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids.toReversed());
  });

  test("shows an order as POST /orders did", async () => {
    const [order] = (await list({ limit: "1" })).json.orders;
    expect(order).toMatchObject({
      orderId: "L-12",
      status: "processing",
      total: 150_000,
      links: { self: "/orders/L-12" },
    });
    expect(order.tasks.map((task: { type: string }) => task.type)).toEqual(["packing_slip", "commission"]);
  });

  test.each([
    ["completed", ["L-3"]],
    ["attention", ["L-5"]],
  ])("filters by status %s", async (status, expected) => {
    expect(idsOf(await list({ status }))).toEqual(expected);
  });

  test("filters by status processing", async () => {
    expect(idsOf(await list({ status: "processing" }))).toHaveLength(10);
  });

  test("filters by since, also when the plus sign of its offset arrives as a blank", async () => {
    expect(idsOf(await list({ since: "2020-01-01T00:00:00Z" }))).toHaveLength(12);
    expect(idsOf(await list({ since: "2020-01-01T00:00:00 03:00" }))).toHaveLength(12);
    expect(idsOf(await list({ since: "2999-01-01T00:00:00Z" }))).toEqual([]);
  });

  test("is empty for another client", async () => {
    expect((await list({}, { client: "other-shop" })).json).toEqual({ orders: [], nextCursor: null });
  });

  test.each([
    [{ status: "done" }, "status"],
    [{ limit: "0" }, "limit"],
    [{ limit: "201" }, "limit"],
    [{ limit: "1e1" }, "limit"],
    [{ since: "yesterday" }, "since"],
    [{ since: "2026-02-30T00:00:00Z" }, "since"],
    [{ cursor: "MTI" }, "cursor"],
    [{ cursor: "bzEyMw==" }, "cursor"],
    [{ cursor: "\u0000" }, "cursor"],
    [{ state: "processing" }, "state"],
  ] as const)("responds 422 to %j", async (query, name) => {
    const reply = await list(query);
    expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, name]);
  });

  test("responds 422 to a parameter that is given twice", async () => {
    const event = apiEvent("GET /orders", { query: { limit: "1" } });
    const twice = { ...event, multiValueQueryStringParameters: { limit: ["1", "2"] } };
    expect((await invoke(handler, twice)).status).toBe(422);
  });
});
