import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { environment } from "../../lib/runtime/environment.ts";
import { clearKeyCache } from "../../lib/http/authentication.ts";
import { closeAwsClients } from "../../lib/runtime/aws-clients.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { completeTasks } from "../../lib/database/tasks.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { bookLine, laptopLine, membershipLine, orderBody, videoLine } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object | string | Uint8Array, more = {}) => call("POST /orders", { body, ...more });
const read = (orderId: string, more = {}) => call("GET /orders/{orderId}", { params: { orderId }, ...more });
const retry = (orderId: string, taskId: string, more = {}) =>
  call("POST /orders/{orderId}/tasks/{taskId}/retry", { params: { orderId, taskId }, ...more });

const clients = ["test-shop", "other-shop"];
beforeAll(async () => {
  for (const id of clients)
    await stack.sql.execute("insert into clients (client_id, created_at) values ($1, now())", [id]);
});
beforeEach(clearRulesCache);

const count = async (what: string): Promise<number> =>
  (await stack.sql.one<{ count: number }>(`select count(*)::int as count from ${what}`)).count;

describe("an order", () => {
  test("is accepted with its tasks, each queued and with its reasons", async () => {
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
    const told = reply.json.tasks.map((task: Record<string, unknown>) => [task.type, task.status]);
    expect(told).toEqual([
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

  test("is told again, with 200, when the same content comes again in another order of fields", async () => {
    const body = orderBody();
    const first = await post(body);
    const again = await post(Object.fromEntries(Object.entries(body).reverse()));
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(again.json.tasks.map((task: { taskId: string }) => task.taskId)).toEqual(
      first.json.tasks.map((task: { taskId: string }) => task.taskId),
    );
  });

  test("is refused with 409 when its id comes with other content, and the first stays", async () => {
    const body = orderBody({ metadata: { a: "1" } });
    await post(body);
    const other = await post({ ...body, metadata: { a: "2" } });
    expect([other.status, other.headers["content-type"]]).toEqual([409, "application/problem+json"]);
    expect((await read(body.orderId as string)).json.metadata).toEqual({ a: "1" });
  });

  test("posted 30 times at once is one order, accepted once", async () => {
    const body = orderBody({ orderId: "WEB-THIRTY" });
    const replies = await Promise.all(Array.from({ length: 30 }, () => post(body)));
    const statuses = replies.map((reply) => reply.status).sort();
    expect(statuses).toEqual([...Array(29).fill(200), 202]);
    expect(await count("orders where order_id = 'WEB-THIRTY'")).toBe(1);
    expect(await count("tasks join orders using (order_no) where order_id = 'WEB-THIRTY'")).toBe(6);
    expect(new Set(replies.map((reply) => reply.json.tasks[0].taskId)).size).toBe(1);
  });

  test("of one id with 30 different contents at once is accepted once, the others are refused", async () => {
    const bodies = Array.from({ length: 30 }, (_, index) =>
      orderBody({ orderId: "WEB-RIVALS", metadata: { n: String(index) } }),
    );
    const statuses = (await Promise.all(bodies.map((body) => post(body))))
      .map((reply) => reply.status)
      .sort();
    expect(statuses).toEqual([202, ...Array(29).fill(409)]);
  });

  test("may have the id of another client's order", async () => {
    const body = orderBody();
    expect((await post(body)).status).toBe(202);
    expect((await post(body, { client: "other-shop" })).status).toBe(202);
  });

  test("of an unknown agent is accepted", async () => {
    expect((await post(orderBody({ agentId: "NOBODY" }))).status).toBe(202);
  });

  test("is accepted while SQS is away; its tasks stay pending", async () => {
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

  test("that no rule has anything to say about is completed at once", async () => {
    const line = { ...videoLine, sku: "VIDEO-NONE", delivery: "disc" };
    const [rule] = await stack.sql.many<{ version: number }>(
      `insert into rulebooks (format, source, program, created_at, created_by)
       values ('json', '{}', '{"plans":["basic"],"productTypes":{},"rules":[],"examples":[]}', now(), 'test') returning version`,
    );
    const until =
      "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, '-infinity', now(), 't')";
    await stack.sql.many(until, [rule!.version]);
    clearRulesCache();
    const reply = await post(orderBody({ lines: [line] }));
    await stack.sql.many(until, [1]);
    expect(reply.json).toMatchObject({ status: "completed", tasks: [], rulebookVersion: rule!.version });
  });
});

describe("a body is refused", () => {
  const yaml = { headers: { "Content-Type": "application/yaml" } };
  test.each<[string, number, string | Uint8Array, object]>([
    ["that is not JSON", 400, "{", {}],
    ["that is empty", 400, "", {}],
    ["that is not UTF-8", 400, new Uint8Array([0x7b, 0xff, 0x7d]), {}],
    ["with NUL in a value", 400, String.raw`{"orderId":"a\u0000"}`, {}],
    ["with NUL in a name", 400, String.raw`{"a\u0000":1}`, {}],
    ["with a lone surrogate", 400, String.raw`{"customer":{"name":"\ud800"}}`, {}],
    ["with a lone surrogate in a name", 400, String.raw`{"metadata":{"\udc00":""}}`, {}],
    ["that is a list", 422, "[]", {}],
    ["that is a text", 422, '"order"', {}],
    ["that is null", 422, "null", {}],
    ["that is YAML", 415, "orderId: A", yaml],
    ["in Latin-1", 415, "{}", { headers: { "Content-Type": "application/json; charset=iso-8859-1" } }],
    ["with no content type", 415, "{}", { headers: { "Content-Type": "" } }],
    ["over 1 MiB", 413, `{"orderId":"${"a".repeat(1_048_577)}"}`, {}],
    ["nested without end", 422, `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, {}],
    [
      "nested without end in a place that is known",
      422,
      `{"orderId":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
      {},
    ],
  ])("%s", async (_, status, body, more) => {
    const reply = await post(body, more);
    expect([reply.status, reply.headers["content-type"]]).toEqual([status, "application/problem+json"]);
    expect(reply.json).toMatchObject({ status, type: "about:blank" });
    expect(reply.text).not.toMatch(/at .*\.ts|select|insert/i);
  });

  test("of more than 500 lines with 413", async () => {
    const lines = Array.from({ length: 501 }, () => laptopLine);
    expect((await post(orderBody({ lines }))).status).toBe(413);
  });

  test("of 1 MiB exactly not for its size", async () => {
    const text = JSON.stringify(orderBody());
    const reply = await post(text + " ".repeat(1_048_576 - Buffer.byteLength(text)));
    expect(reply.status).toBe(202);
  });

  test("with 422 and every fault at its place", async () => {
    const reply = await post(orderBody({ currency: "XYZ", lines: [{ ...bookLine, quantity: 0 }] }));
    expect(reply.json.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      "/currency",
      "/lines/0/quantity",
    ]);
  });

  test("with sixty thousand unknown fields in an answer of bearable size", async () => {
    const fields = Array.from({ length: 60_000 }, (_, index) => `"x${index}":1`).join(",");
    const reply = await post(`{${fields}}`);
    expect(reply.status).toBe(422);
    expect(reply.text.length).toBeLessThan(200_000);
  });
});

describe("the way in", () => {
  test("is closed to a caller whom no authorizer let in", async () => {
    const reply = await post(orderBody(), { client: null });
    expect([reply.status, reply.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
  });

  test("is closed to a key that has expired since the authorizer saw it", async () => {
    const reply = await post(orderBody(), { authorizer: { expiresAt: "2020-01-01T00:00:00.000Z" } });
    expect(reply.status).toBe(401);
  });

  test.each([
    ["POST /orders", ["orders:read"], 403],
    ["GET /orders", ["orders:write"], 403],
    ["GET /orders", ["orders:read"], 200],
    ["GET /orders", ["admin"], 200],
    ["POST /orders/{orderId}/tasks/{taskId}/retry", ["orders:write", "orders:read"], 403],
  ] as const)("asks for the scope: %s with %s is %i", async (route, scopes, status) => {
    expect((await call(route, { scopes })).status).toBe(status);
  });

  test("names the methods that a path knows", async () => {
    const reply = await call("DELETE /orders");
    expect([reply.status, reply.headers.allow]).toEqual([405, "POST, GET, HEAD, OPTIONS"]);
    expect((await call("OPTIONS /orders")).headers.allow).toBe("POST, GET, HEAD, OPTIONS");
    expect((await call("GET /nowhere")).status).toBe(404);
  });

  test("answers HEAD like GET, without the body", async () => {
    const reply = await call("HEAD /orders");
    expect([reply.status, reply.text]).toEqual([200, ""]);
  });

  test.each([
    ["a sane id of the caller's", "caller-1.A_b", "caller-1.A_b"],
    ["the gateway's id instead of a strange one", "a b<script>", "gateway-1"],
    ["the gateway's id instead of an endless one", "a".repeat(129), "gateway-1"],
  ])("answers with %s", async (_, given, told) => {
    const reply = await call("GET /orders", { headers: { "x-REQUEST-id": given } });
    expect(reply.headers["x-request-id"]).toBe(told);
    expect(reply.headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  });

  test("asks for the key again when the authorizer could not", async () => {
    clearKeyCache();
    const reply = await post(orderBody(), { client: null, authorizer: { unavailable: "true" } });
    expect(reply.status).toBe(401);
  });
});

describe("an order is shown", () => {
  test("with its lines, gifts, reasons, silences and timeline", async () => {
    const lines = [{ ...videoLine, delivery: "disc" }, bookLine];
    const body = orderBody({ lines, metadata: { channel: "web" } });
    await post(body);
    const { status, json } = await read(body.orderId as string);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      customer: body.customer,
      payment: body.payment,
      metadata: { channel: "web" },
    });
    expect(json.lines[2]).toMatchObject({
      sku: "VIDEO-FIRST-AID",
      free: true,
      total: 0,
      delivery: "disc",
      reason: "Court decision, 1997",
      causedBy: "1",
    });
    expect(json.timeline[0]).toMatchObject({ event: "received", at: json.receivedAt });
    expect(json.timeline.slice(1).map((step: { event: string }) => step.event)).toContain("queued");
    expect(json.whyNot).toContainEqual(
      expect.objectContaining({ ruleId: "membership-activation", lineId: "1" }),
    );
    expect(json.tasks[0]).toMatchObject({ attempts: 0, status: "queued" });
  });

  test("to its own client only", async () => {
    const body = orderBody();
    await post(body);
    expect((await read(body.orderId as string, { client: "other-shop" })).status).toBe(404);
  });

  test.each([["UNKNOWN"], ["a b"], ["a\u0000"], ["x".repeat(65)]])("or is not there: %j", async (orderId) => {
    expect((await read(orderId)).status).toBe(404);
  });
});

describe("a task is run again", () => {
  const at = "2026-11-20T18:00:00.000Z";
  const placed = async () => {
    const body = orderBody({ lines: [membershipLine] });
    const { tasks } = (await post(body)).json;
    return { orderId: body.orderId as string, task: tasks[0], mail: tasks[1] };
  };
  const settle = (taskId: string, status: "rejected" | "done") =>
    stack.sql.transaction((tx) =>
      completeTasks(
        tx,
        [
          status === "done"
            ? { taskId, status, result: { membership: { change: "activate", plan: "basic" } } }
            : { taskId, status, reason: "because" },
        ],
        at,
      ),
    );

  test("when it was rejected, and the timeline tells", async () => {
    const { orderId, task } = await placed();
    await settle(task.taskId, "rejected");
    const shown = (await read(orderId)).json;
    expect(shown).toMatchObject({
      status: "attention",
      tasks: [{ status: "rejected", reason: "because" }, { status: "skipped" }],
    });
    const reply = await retry(orderId, task.taskId);
    expect([reply.status, reply.json]).toEqual([
      202,
      { taskId: task.taskId, type: "membership", orderId, status: "queued" },
    ]);
    const after = (await read(orderId)).json;
    expect(after.status).toBe("processing");
    expect(after.timeline.map((step: { event: string }) => step.event)).toContain("retried");
  });

  test("not when it is running, done or skipped", async () => {
    const { orderId, task, mail } = await placed();
    expect((await retry(orderId, task.taskId)).status).toBe(409);
    await settle(task.taskId, "rejected");
    expect((await retry(orderId, mail.taskId)).status).toBe(409);
    const other = await placed();
    await settle(other.task.taskId, "done");
    expect((await retry(other.orderId, other.task.taskId)).status).toBe(409);
  });

  test("not when it is nobody's, or somebody else's", async () => {
    const { orderId, task } = await placed();
    expect((await retry(orderId, "7")).status).toBe(404);
    expect((await retry(orderId, "019aa000-0000-7000-8000-000000000001")).status).toBe(404);
    expect((await retry("UNKNOWN", task.taskId)).status).toBe(404);
    expect((await retry(orderId, task.taskId, { client: "other-shop" })).status).toBe(404);
  });
});
