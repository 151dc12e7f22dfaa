import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../dev/services/ports.ts";
import { putConnection, rotateSecret } from "../../lib/database/webhook-connections.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";
import type { WebhookPayload } from "../../lib/tasks/webhook.ts";
import { eventFor, failedTaskIds, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import { acceptOrder, firstAid, laptop, video, webhookTask } from "../../test/support/orders.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { type Respond, startReceiver, withStatus } from "../../test/support/webhook-receiver.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const receiver = await startReceiver();
const slowReceiver = await startReceiver();
afterAll(() => Promise.all([receiver.stop(), slowReceiver.stop()]));
beforeEach(() => {
  receiver.respond = withStatus(204);
});

const AT = "2026-11-20T17:00:00.000Z";
let connections = 0;

const connect = async (port = receiver.port): Promise<{ connectionId: string; secret: string }> => {
  connections += 1;
  const connectionId = `erp-${connections}`;
  const secret = newSecret();
  const url = `http://127.0.0.1:${port}/hook`;
  await putConnection(stack.sql, { connectionId, url, events: [], clients: null }, secret, AT);
  return { connectionId, secret };
};

const accept = async (connection: string, data: WebhookPayload["data"] = {}, lineIds = ["1"]) => {
  const lines = [laptop({ lineId: "1" }), video({ lineId: "2" })];
  const tasks = [webhookTask(connection, "order.booked", data, lineIds)];
  const { taskIds, order } = await acceptOrder(stack.sql, {
    lines,
    freeLines: [firstAid({ lineId: "3" })],
    tasks,
  });
  return { taskId: taskIds[0]!, order };
};

const stateOf = (connectionId: string) =>
  stack.sql.one<{ failures: number; pausedUntil: string | null }>(
    "select failures, paused_until from connections where connection_id = $1",
    [connectionId],
  );

/** Makes the postponed task due now. */
const makeDue = (taskId: string) =>
  stack.sql.execute("update tasks set not_before = now() where task_id = $1", [taskId]);

describe("a webhook that the receiver accepts", () => {
  test("is done, and its body has the values of the order and its line", async () => {
    const { connectionId, secret } = await connect();
    const { taskId, order } = await accept(connectionId, {
      sku: { of: "line", path: ["sku"] },
      customer: { of: "order", path: ["customer", "customerId"] },
      absent: { of: "order", path: ["agentId"] },
      kind: "laptop",
      copies: 2,
      urgent: true,
    });
    const event = eventFor([taskId]);
    expect(failedTaskIds(event, await handler(event))).toEqual([]);
    expect(await taskRow(stack.sql, taskId)).toMatchObject({ status: "done", result: { httpStatus: 204 } });
    const { headers, body } = receiver.received.at(-1)!;
    expect(new Verifier(secret).verify(body, headers)).toEqual({
      type: "order.booked",
      timestamp: "2026-11-20T17:03:11.000Z",
      data: {
        sku: order.lines[0]!.sku,
        customer: order.customer.customerId,
        absent: null,
        kind: "laptop",
        copies: 2,
        urgent: true,
      },
    });
    expect(headers["webhook-id"]).toBe(taskId);
  });

  test("may be about a free line", async () => {
    const { connectionId } = await connect();
    const { taskId } = await accept(connectionId, { sku: { of: "line", path: ["sku"] } }, ["3"]);
    await handler(eventFor([taskId]));
    expect(JSON.parse(receiver.received.at(-1)!.body).data).toEqual({ sku: "VIDEO-FIRST-AID" });
  });

  test("is not sent again by a second message", async () => {
    const { connectionId } = await connect();
    const { taskId } = await accept(connectionId);
    await handler(eventFor([taskId, taskId]));
    const before = receiver.received.length;
    await handler(eventFor([taskId]));
    expect(receiver.received.length).toBe(before);
  });

  test("is signed with both secrets during a rotation, and with the new one after it", async () => {
    const { connectionId, secret: old } = await connect();
    const secret = newSecret();
    const signaturesUntil = async (previousUntil: string) => {
      await rotateSecret(stack.sql, { connectionId, secret, now: AT, previousUntil });
      await handler(eventFor([(await accept(connectionId)).taskId]));
      return receiver.received.at(-1)!;
    };
    const during = await signaturesUntil("2999-01-01T00:00:00Z");
    for (const one of [old, secret])
      expect(() => new Verifier(one).verify(during.body, during.headers)).not.toThrow();
    const after = await signaturesUntil(AT);
    expect(after.headers["webhook-signature"]!.split(" ")).toHaveLength(1);
    expect(() => new Verifier(old).verify(after.body, after.headers)).toThrow();
  });
});

test.each([200, 201, 202, 204, 299])("a response of %i is done", async (status) => {
  receiver.respond = withStatus(status);
  const { taskId } = await accept((await connect()).connectionId);
  await handler(eventFor([taskId]));
  expect(await taskRow(stack.sql, taskId)).toMatchObject({ status: "done" });
});

test.each([400, 401, 403, 404, 405, 409, 410, 413, 422, 451, 499])(
  "a response of %i rejects the task with the status",
  async (status) => {
    receiver.respond = withStatus(status);
    const { taskId } = await accept((await connect()).connectionId);
    await handler(eventFor([taskId]));
    const reason = expect.stringContaining(String(status));
    expect(await taskRow(stack.sql, taskId)).toMatchObject({ status: "rejected", reason });
  },
);

const broken: readonly [string, Respond][] = [
  ...[301, 302, 307, 408, 425, 429, 500, 502, 503, 504].map((status): [string, Respond] => [
    `a response of ${status}`,
    withStatus(status, { Location: "http://127.0.0.1/" }),
  ]),
  ["a reset", (_, request) => request.socket.resetAndDestroy()],
  ["a closed connection", (_, request) => request.socket.end()],
];
test.each(broken)(
  "after %s the webhook is repeated within 30 s with the same id and body",
  async (_, respond) => {
    const { connectionId } = await connect();
    const { taskId } = await accept(connectionId);
    receiver.respond = respond;
    await handler(eventFor([taskId]));
    const postponed = await taskRow(stack.sql, taskId);
    expect(postponed).toMatchObject({ status: "pending", attempts: 0, lastError: expect.any(String) });
    expect(Date.parse(postponed.notBefore!) - Date.now()).toBeLessThan(25_000);
    const first = receiver.received.at(-1)!;
    receiver.respond = withStatus(204);
    await makeDue(taskId);
    await handler(eventFor([taskId]));
    const second = receiver.received.at(-1)!;
    expect([second.body, second.headers["webhook-id"]]).toEqual([first.body, first.headers["webhook-id"]]);
    expect(await taskRow(stack.sql, taskId)).toMatchObject({ status: "done", attempts: 1 });
  },
);

test("a receiver that refuses connections postpones the webhook, and the error names no address", async () => {
  const { taskId } = await accept((await connect(await freePort())).connectionId);
  await handler(eventFor([taskId]));
  const row = await taskRow(stack.sql, taskId);
  expect(row).toMatchObject({ status: "pending", lastError: "no response: ECONNREFUSED" });
});

test("a postponed webhook is not sent by a message before its time", async () => {
  receiver.respond = withStatus(500);
  const { taskId } = await accept((await connect()).connectionId);
  await handler(eventFor([taskId]));
  const before = receiver.received.length;
  const event = eventFor([taskId]);
  expect(failedTaskIds(event, await handler(event))).toEqual([]);
  expect(receiver.received.length).toBe(before);
});

test("a webhook that was not accepted for three days has failed", async () => {
  receiver.respond = withStatus(500);
  const { taskId } = await accept((await connect()).connectionId);
  await stack.sql.execute("update tasks set postponed_since = now() - interval '3 days' where task_id = $1", [
    taskId,
  ]);
  await handler(eventFor([taskId]));
  expect(await taskRow(stack.sql, taskId)).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("attempts used up"),
    lastError: "the receiver responded with 500",
  });
});

test("a webhook to a connection that does not exist is rejected with its name", async () => {
  const { taskId } = await accept("nowhere");
  await handler(eventFor([taskId]));
  expect(await taskRow(stack.sql, taskId)).toMatchObject({
    status: "rejected",
    reason: "there is no connection nowhere",
  });
});

/** A response that takes long enough to hold other webhooks up. */
const slowly =
  (status: number): Respond =>
  (response, request) =>
    setTimeout(() => withStatus(status)(response, request), 2_100);

describe("a receiver in trouble", () => {
  const acceptMany = async (connection: string, count: number): Promise<string[]> => {
    const taskIds: string[] = [];
    for (let index = 0; index < count; index += 1) taskIds.push((await accept(connection)).taskId);
    return taskIds;
  };

  test("does not delay the webhooks of the same batch to other receivers", async () => {
    slowReceiver.respond = () => {};
    const slow = await acceptMany((await connect(slowReceiver.port)).connectionId, 5);
    const { taskId: fast } = await accept((await connect()).connectionId);
    const running = handler(eventFor([...slow, fast]));
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    await waitFor("the fast one", async () => (await taskRow(stack.sql, fast)).status === "done");
    expect(ended).toBe(false);
    expect(slowReceiver.received.length).toBe(5);
    slowReceiver.reset();
    await running;
  });

  test("is paused, and gets nothing until the pause ends; then one webhook, and all when it is accepted", async () => {
    const { connectionId } = await connect();
    const taskIds = await acceptMany(connectionId, 6);
    receiver.respond = slowly(503);
    await handler(eventFor(taskIds.slice(0, 3)));
    expect(await stateOf(connectionId)).toMatchObject({ failures: 3, pausedUntil: expect.any(String) });
    const before = receiver.received.length;
    await handler(eventFor(taskIds.slice(3)));
    expect(receiver.received.length).toBe(before);
    expect(await taskRow(stack.sql, taskIds[3]!)).toMatchObject({ status: "pending", attempts: 0 });

    const retryAll = async () => {
      await stack.sql.execute("update connections set paused_until = now() where connection_id = $1", [
        connectionId,
      ]);
      for (const taskId of taskIds) await makeDue(taskId);
      await handler(eventFor(taskIds));
    };
    await retryAll();
    expect(receiver.received.length).toBe(before + 1);
    receiver.respond = withStatus(200);
    await retryAll();
    expect(receiver.received.length).toBe(before + 1 + 6);
    expect(await stateOf(connectionId)).toEqual({ failures: 0, pausedUntil: null });
  });

  test("that asks to wait gets nothing else meanwhile, for a time with a limit", async () => {
    const { connectionId } = await connect();
    receiver.respond = withStatus(429, { "Retry-After": "86400" });
    const { taskId } = await accept(connectionId);
    await handler(eventFor([taskId]));
    const { pausedUntil } = await stateOf(connectionId);
    for (const until of [pausedUntil, (await taskRow(stack.sql, taskId)).notBefore])
      expect(Date.parse(until!) - Date.now()).toBeLessThan(25_000);
  });

  test("that fails fast is not paused, because it takes no time of others", async () => {
    const { connectionId } = await connect();
    receiver.respond = withStatus(500);
    const taskIds = await acceptMany(connectionId, 5);
    const before = receiver.received.length;
    await handler(eventFor(taskIds));
    for (const taskId of taskIds) await makeDue(taskId);
    await handler(eventFor(taskIds));
    expect(receiver.received.length).toBe(before + 10);
    expect(await stateOf(connectionId)).toEqual({ failures: 0, pausedUntil: null });
  });

  test("gets the webhook that was postponed least first, so that one which it never accepts blocks no other", async () => {
    const { connectionId } = await connect();
    const [never, other] = (await acceptMany(connectionId, 2)) as [string, string];
    await stack.sql.execute("update connections set failures = 5 where connection_id = $1", [connectionId]);
    await stack.sql.execute("update tasks set postponements = 3 where task_id = $1", [never]);
    receiver.respond = (response, request) =>
      withStatus(request.headers["webhook-id"] === never ? 500 : 204)(response, request);
    await handler(eventFor([never, other]));
    expect((await taskRow(stack.sql, other)).status).toBe("done");
    expect((await taskRow(stack.sql, never)).status).toBe("pending");
  });
});
