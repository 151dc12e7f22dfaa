/** GET /tasks, GET /tasks/groups and GET /tasks/{taskId}, and the attempts that GET /orders/{orderId} shows. */
import { beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "../../lib/database/api-keys.ts";
import type { Scope } from "../../lib/domain/scope.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { apiClient, type TestRequest } from "../../test/support/api-client.ts";
import { addRate, createAgent, createClients } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  emailTask,
  laptop,
  retryTask,
  slipTask,
  video,
} from "../../test/support/orders.ts";
import { handler as commissions } from "../commissions/handler.ts";
import { handler as emails } from "../emails/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await createClients(sql, "test-shop", "other-shop");
const call = apiClient(handler);
const list = (query: Record<string, string> = {}, more: TestRequest = {}) =>
  call("GET /tasks", { query, ...more });
const groups = (query: Record<string, string> = {}, more: TestRequest = {}) =>
  call("GET /tasks/groups", { query, ...more });
const readOrder = async (orderId: string) =>
  (await call("GET /orders/{orderId}", { params: { orderId } })).json;

/** A rejected commission. */
const withoutRate = async (agentId: string, more: object = {}) => {
  const order = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [commissionTask(agentId, [{ lineId: "1", base: 1_000 }])],
    ...more,
  });
  await commissions(eventFor(order.taskIds));
  return order;
};

/** A rejected mail. */
const withoutLink = async (sku: string) => {
  const order = await acceptOrder(sql, {
    lines: [video({ lineId: "1", sku, delivery: "streaming" })],
    tasks: [emailTask("streaming-links", ["1"])],
  });
  await emails(eventFor(order.taskIds));
  return order;
};

let orderIds: readonly string[] = [];
beforeAll(async () => {
  const made = [];
  for (const agentId of ["A-7", "A-7", "A-8", "A-7"]) made.push(await withoutRate(agentId));
  made.push(await withoutLink("V-1"));
  const slip = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [slipTask("shipping", ["1"])],
  });
  await issueSlips(eventFor(slip.taskIds));
  made.push(slip);
  orderIds = made.map(({ orderId }) => orderId);
  await withoutRate("A-7", { clientId: "other-shop" });
});

const ordersOf = (reply: { json: { tasks: { orderId: string }[] } }) =>
  reply.json.tasks.map(({ orderId }) => orderIds.indexOf(orderId));

describe("GET /tasks", () => {
  test("lists every task once, those of the newest order first, page by page", async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const reply = await list({ limit: "2", ...(cursor === null ? {} : { cursor }) });
      seen.push(...ordersOf(reply));
      cursor = reply.json.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([5, 4, 3, 2, 1, 0]);
  });

  test.each([
    [{ status: "rejected" }, [4, 3, 2, 1, 0]],
    [{ status: "done" }, [5]],
    [{ status: "failed" }, []],
    [{ status: "skipped" }, []],
    [{ type: "email" }, [4]],
    [{ type: "commission", status: "rejected" }, [3, 2, 1, 0]],
    [{ cause: "agent-without-rate" }, [3, 2, 1, 0]],
    [{ cause: "agent-without-rate:A-8" }, [2]],
    [{ cause: "streaming-link-missing:V-1", status: "rejected" }, [4]],
    [{ cause: "streaming-link-missing:V-2" }, []],
    [{ cause: "unknown" }, []],
    [{ until: "2020-01-01T00:00:00Z" }, []],
    [{ since: "2020-01-01T00:00:00Z", type: "email" }, [4]],
  ] as [Record<string, string>, number[]][])("filters by %j", async (query, expected) => {
    expect(ordersOf(await list(query))).toEqual(expected);
  });

  test("filters by an order", async () => {
    expect(ordersOf(await list({ order: orderIds[1]! }))).toEqual([1]);
    expect(ordersOf(await list({ order: "NOTHING" }))).toEqual([]);
  });

  test("shows what the task is, its cause, its reason and its times", async () => {
    const [task] = (await list({ cause: "agent-without-rate:A-8" })).json.tasks;
    expect(task).toMatchObject({
      orderId: orderIds[2],
      type: "commission",
      agentId: "A-8",
      status: "rejected",
      attempts: 1,
      reason: "agent A-8 has no commission rate",
      cause: { code: "agent-without-rate", agentId: "A-8" },
    });
    expect(Date.parse(task.startedAt)).toBeLessThanOrEqual(Date.parse(task.finishedAt));
    expect(task.clientId).toBeUndefined();
  });

  test("has the tasks of every client, with the client, for a key with clients:all alone", async () => {
    const scopes: Scope[] = ["orders:read", "clients:all"];
    const all = (await list({ cause: "agent-without-rate:A-7" }, { scopes })).json.tasks;
    expect(all.map(({ clientId }: { clientId: string }) => clientId)).toEqual([
      "other-shop",
      "test-shop",
      "test-shop",
      "test-shop",
    ]);
    expect((await list({ client: "other-shop" }, { scopes })).json.tasks).toHaveLength(1);
    expect((await list({}, { client: "other-shop" })).json.tasks).toHaveLength(1);
    expect((await list({ client: "other-shop" })).status).toBe(403);
  });

  test.each([
    [{ status: "open" }, "status"],
    [{ type: "mail" }, "type"],
    [{ cause: "agent-without-rat" }, "cause"],
    [{ cause: "same-plan:basic" }, "cause"],
    [{ order: "a b" }, "order"],
    [{ since: "yesterday" }, "since"],
    [{ since: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z" }, "until"],
    [{ limit: "201" }, "limit"],
    [{ cursor: "MTI" }, "cursor"],
    [{ state: "failed" }, "state"],
  ] as [Record<string, string>, string][])("responds 422 to %j", async (query, name) => {
    const reply = await list(query);
    expect([reply.status, reply.json.errors?.[0].parameter]).toEqual([422, name]);
  });

  test("suggests the cause that was probably meant", async () => {
    expect((await list({ cause: "agent-without-rat" })).json.detail).toContain("agent-without-rate");
  });
});

describe("GET /tasks/groups", () => {
  test("groups by cause, the largest group first, and each group's filter selects its tasks", async () => {
    const { json } = await groups();
    expect(json.groups).toMatchObject([
      {
        cause: { code: "agent-without-rate", agentId: "A-7" },
        type: "commission",
        status: "rejected",
        count: 3,
        orders: 3,
        sample: [3, 1, 0].map((index) => ({ orderId: orderIds[index] })),
      },
      { cause: { code: "agent-without-rate", agentId: "A-8" }, count: 1, orders: 1 },
      { cause: { code: "streaming-link-missing", sku: "V-1" }, type: "email", count: 1 },
    ]);
    for (const { filter, count, first, last } of json.groups) {
      expect((await list(filter)).json.tasks).toHaveLength(count);
      expect(Date.parse(first)).toBeLessThanOrEqual(Date.parse(last));
    }
    expect(json.nextCursor).toBeNull();
  });

  test("comes page by page", async () => {
    const first = (await groups({ limit: "2" })).json;
    const second = (await groups({ limit: "2", cursor: first.nextCursor })).json;
    expect([first.groups.length, second.groups.length, second.nextCursor]).toEqual([2, 1, null]);
  });

  test("takes the filters of a list, but no status of done tasks", async () => {
    expect((await groups({ type: "email" })).json.groups).toHaveLength(1);
    expect((await groups({ cause: "agent-without-rate" })).json.groups).toHaveLength(2);
    expect((await groups({ status: "done" })).status).toBe(422);
  });

  test("is empty for a client without trouble, and counts postponed tasks as a group", async () => {
    await createClients(sql, "third-shop");
    expect((await groups({}, { client: "third-shop" })).json).toEqual({ groups: [], nextCursor: null });
    await sql.execute(
      `update tasks set cause = '{"code":"mail-service-unavailable"}', status = 'pending', reason = null, finished_at = null
       where cause ->> 'code' = 'streaming-link-missing'`,
    );
    const { json } = await groups({ type: "email" });
    expect(json.groups).toMatchObject([{ cause: { code: "mail-service-unavailable" }, status: "pending" }]);
  });
});

describe("the log of attempts", () => {
  test("keeps every attempt, and says who asked for a retry", async () => {
    const keyId = newId();
    await createApiKey(sql, {
      keyId,
      clientId: "test-shop",
      name: "back office",
      scopes: ["admin"],
      createdAt: "2026-01-01T00:00:00Z",
      expiresAt: null,
    });
    const order = await withoutRate("A-LOG");
    const { orderId } = order;
    const [taskId] = order.taskIds as [string];
    await retryTask(sql, order);
    await commissions(eventFor([taskId]));
    await createAgent(sql, "A-LOG");
    await addRate(sql, "A-LOG", "-infinity", 500);
    const params = { orderId, taskId };
    const reply = await call("POST /orders/{orderId}/tasks/{taskId}/retry", {
      params,
      authorizer: { keyId },
    });
    expect(reply.status).toBe(202);
    await commissions(eventFor([taskId]));
    const [task] = (await readOrder(orderId)).tasks;
    const rejected = {
      outcome: "rejected",
      detail: "agent A-LOG has no commission rate",
      cause: { code: "agent-without-rate", agentId: "A-LOG" },
    };
    expect(task).toMatchObject({
      status: "done",
      attempts: 3,
      attemptLog: [
        { no: 1, ...rejected },
        { no: 2, ...rejected, requestedBy: "test" },
        { no: 3, outcome: "done", requestedBy: "back office" },
      ],
    });
    expect(task.cause).toBeUndefined();
    expect(task.attemptLog[0].requestedBy).toBeUndefined();
    for (const { startedAt, endedAt } of task.attemptLog)
      expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(endedAt));
    expect([task.startedAt, task.finishedAt]).toEqual([
      task.attemptLog[2].startedAt,
      task.attemptLog[2].endedAt,
    ]);
    const alone = (await call("GET /tasks/{taskId}", { params: { taskId } })).json;
    expect(alone).toMatchObject({ orderId, taskId, attemptLog: task.attemptLog });
  });

  test("is empty before the first attempt", async () => {
    const { orderId } = await acceptOrder(sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [slipTask("shipping", ["1"])],
    });
    const [task] = (await readOrder(orderId)).tasks;
    expect(task).toMatchObject({ attemptLog: [], attempts: 0, createdAt: expect.any(String) });
    expect([task.startedAt, task.finishedAt]).toEqual([undefined, undefined]);
  });

  test("of a task of another client is 404", async () => {
    const { taskIds } = await withoutRate("A-7");
    const params = { taskId: taskIds[0]! };
    expect((await call("GET /tasks/{taskId}", { params, client: "other-shop" })).status).toBe(404);
    expect((await call("GET /tasks/{taskId}", { params: { taskId: "7" } })).status).toBe(404);
  });
});
