import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closeAwsClients } from "../../lib/runtime/aws-clients.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { orderBody, videoLine } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object, more = {}) => call("POST /orders", { body, ...more });
const read = (orderId: string, more = {}) => call("GET /orders/{orderId}", { params: { orderId }, ...more });

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);
beforeEach(clearRulesCache);

const count = async (what: string): Promise<number> =>
  (await stack.sql.one<{ count: number }>(`select count(*)::int as count from ${what}`)).count;

describe("POST /orders", () => {
  test("accepts an order and returns its tasks, queued and with reasons", async () => {
    const body = orderBody({ orderId: "WEB-MIXED" });
    const reply = await post(body);
    expect(reply.status).toBe(202);
    expect(reply.json).toMatchObject({
      orderId: "WEB-MIXED",
      status: "processing",
      rulebookVersion: 1,
      total: body.payment.amount,
      currency: "BRL",
      links: { self: "/orders/WEB-MIXED" },
    });
    const statuses = reply.json.tasks.map((task: Record<string, unknown>) => [task.type, task.status]);
    expect(statuses).toEqual([
      ["packing_slip", "queued"],
      ["packing_slip", "queued"],
      ["membership", "queued"],
      ["email", "pending"],
      ["email", "queued"],
      ["commission", "queued"],
    ]);
    expect(reply.json.tasks[0]).toMatchObject({ destination: "shipping", lineIds: ["1", "2"] });
    expect(reply.json.tasks[0].because[0]).toMatchObject({ ruleId: "packing-slip", lineId: "1" });
    expect(reply.json.tasks[3].dependsOn).toBe(reply.json.tasks[2].taskId);
    expect(await stack.waiting("packing_slip")).toBeGreaterThanOrEqual(2);
  });

  test("replays an order with the same content in another field order as 200", async () => {
    const body = orderBody();
    const first = await post(body);
    const again = await post(Object.fromEntries(Object.entries(body).reverse()));
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(again.json.tasks.map((task: { taskId: string }) => task.taskId)).toEqual(
      first.json.tasks.map((task: { taskId: string }) => task.taskId),
    );
  });

  test("responds 409 to a known id with different content, and keeps the first order", async () => {
    const body = orderBody({ metadata: { a: "1" } });
    await post(body);
    const other = await post({ ...body, metadata: { a: "2" } });
    expect([other.status, other.headers["content-type"]]).toEqual([409, "application/problem+json"]);
    expect((await read(body.orderId as string)).json.metadata).toEqual({ a: "1" });
  });

  test("accepts one of 30 concurrent requests with the same order, and replays the others", async () => {
    const body = orderBody({ orderId: "WEB-THIRTY" });
    const replies = await Promise.all(Array.from({ length: 30 }, () => post(body)));
    const statuses = replies.map((reply) => reply.status).sort();
    expect(statuses).toEqual([...Array(29).fill(200), 202]);
    expect(await count("orders where order_id = 'WEB-THIRTY'")).toBe(1);
    expect(await count("tasks join orders using (order_no) where order_id = 'WEB-THIRTY'")).toBe(6);
    expect(new Set(replies.map((reply) => reply.json.tasks[0].taskId)).size).toBe(1);
  });

  test("accepts one of 30 concurrent requests with one id and different contents; the others are 409", async () => {
    const bodies = Array.from({ length: 30 }, (_, index) =>
      orderBody({ orderId: "WEB-CONCURRENT", metadata: { n: String(index) } }),
    );
    const statuses = (await Promise.all(bodies.map((body) => post(body))))
      .map((reply) => reply.status)
      .sort();
    expect(statuses).toEqual([202, ...Array(29).fill(409)]);
  });

  test("sends no message for a replayed or conflicting order", async () => {
    const body = orderBody();
    await post(body);
    await stack.purge("packing_slip");
    await Promise.all([post(body), post({ ...body, metadata: { other: "content" } }), post(body)]);
    expect(await stack.waiting("packing_slip")).toBe(0);
  });

  test("accepts an id that another client has used", async () => {
    const body = orderBody();
    expect((await post(body)).status).toBe(202);
    expect((await post(body, { client: "other-shop" })).status).toBe(202);
  });

  test("accepts an order of an unknown agent", async () => {
    expect((await post(orderBody({ agentId: "UNKNOWN" }))).status).toBe(202);
  });

  test("accepts an order while SQS is unavailable; its tasks stay pending", async () => {
    const { AWS_ENDPOINT_URL_SQS = "" } = environment();
    setEnvironment({ AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:9" });
    closeAwsClients();
    const reply = await post(orderBody());
    setEnvironment({ AWS_ENDPOINT_URL_SQS });
    closeAwsClients();
    expect(reply.status).toBe(202);
    const statuses = reply.json.tasks.map((task: { status: string }) => task.status);
    expect(new Set(statuses)).toEqual(new Set(["pending"]));
  });

  test("completes an order without tasks at once", async () => {
    const line = { ...videoLine, sku: "VIDEO-NONE", delivery: "disc" };
    const [rule] = await stack.sql.many<{ version: number }>(
      `insert into rulebooks (format, source, program, created_at, created_by)
       values ('json', '{}', '{"plans":["basic"],"productTypes":{},"rules":[],"examples":[]}', now(), 'test') returning version`,
    );
    const activate =
      "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, '-infinity', now(), 't')";
    await stack.sql.many(activate, [rule!.version]);
    clearRulesCache();
    const reply = await post(orderBody({ lines: [line] }));
    await stack.sql.many(activate, [1]);
    expect(reply.json).toMatchObject({ status: "completed", tasks: [], rulebookVersion: rule!.version });
  });
});
