/** Events: created by the database in the transaction that causes them, once per occurrence, as tasks of the order. */
import { beforeEach, describe, expect, test } from "vitest";
import { listOrders } from "../../lib/database/order-list.ts";
import { findOrder } from "../../lib/database/orders.ts";
import { completeTasks, type Outcome } from "../../lib/database/tasks.ts";
import { putConnection } from "../../lib/database/webhook-connections.ts";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../lib/domain/webhook-event.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  emailTask,
  laptop,
  membership,
  membershipTask,
  retryTask,
  slipTask,
  type TestOrder,
} from "../../test/support/orders.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { startReceiver } from "../../test/support/webhook-receiver.ts";
import { handler as memberships } from "../memberships/handler.ts";
import { handler as relay } from "../relay/handler.ts";
import { handler as webhooks } from "./handler.ts";

const stack = await startFunctionStack();
const AT = "2026-11-20T17:00:00.000Z";

beforeEach(() => stack.sql.execute("delete from connections"));

const subscribe = (
  events: readonly WebhookEvent[],
  connectionId = "erp",
  clients: readonly string[] | null = null,
) => putConnection(stack.sql, { connectionId, url: "http://127.0.0.1:9/", events, clients }, newSecret(), AT);

const accept = (tasks: TestOrder["tasks"], fields: Partial<TestOrder> = {}) =>
  acceptOrder(stack.sql, { lines: [laptop({ lineId: "1" }), membership({ lineId: "2" })], tasks, ...fields });

const done = (taskId: string): Outcome => ({
  taskId,
  status: "done",
  result: { packingSlip: "2026-000001" },
});
const rejected = (taskId: string): Outcome => ({
  taskId,
  status: "rejected",
  reason: "no",
  cause: { code: "same-plan" },
});
const failed = (taskId: string): Outcome => ({
  taskId,
  status: "failed",
  reason: "no",
  cause: { code: "attempts-used-up" },
  lastError: null,
});

const complete = (...outcomes: Outcome[]) => stack.sql.transaction((tx) => completeTasks(tx, outcomes, AT));

type EventRow = {
  taskId: string;
  connection: string;
  event: string;
  data: Record<string, unknown>;
  status: string;
};
const eventsOf = (orderNo: number): Promise<EventRow[]> =>
  stack.sql.many<EventRow>(
    `select task_id, payload ->> 'connection' as connection, payload ->> 'event' as event, payload -> 'data' as data, status
     from tasks where order_no = $1 and is_event order by position, created_at`,
    [orderNo],
  );
const names = async (orderNo: number) => (await eventsOf(orderNo)).map(({ event }) => event);

const twoSlips = [slipTask("shipping", ["1"]), slipTask("royalties", ["1"])];

describe("order events", () => {
  test("the task that ends last completes the order, and causes one event", async () => {
    await subscribe(["order.completed", "order.attention"]);
    const { orderNo, orderId, taskIds } = await accept(twoSlips);
    await complete(done(taskIds[0]!));
    expect(await eventsOf(orderNo)).toEqual([]);
    await complete(done(taskIds[1]!));
    expect(await eventsOf(orderNo)).toMatchObject([
      {
        connection: "erp",
        event: "order.completed",
        data: { clientId: "test-shop", orderId, status: "completed" },
        status: "pending",
      },
    ]);
  });

  test("all tasks of an order that end in one statement cause one event", async () => {
    await subscribe(["order.completed"]);
    const { orderNo, taskIds } = await accept(twoSlips);
    await complete(...taskIds.map(done));
    expect(await names(orderNo)).toEqual(["order.completed"]);
  });

  test("an order needs attention only when its last open task has ended", async () => {
    await subscribe(["order.completed", "order.attention"]);
    const { orderNo, taskIds } = await accept(twoSlips);
    await complete(rejected(taskIds[0]!));
    expect(await names(orderNo)).toEqual([]);
    await complete(done(taskIds[1]!));
    expect(await names(orderNo)).toEqual(["order.attention"]);
  });

  test("a rejected task skips the task that waits for it, and the order needs attention", async () => {
    await subscribe(["order.attention", "task.rejected"]);
    const tasks = [
      membershipTask("activate", "2"),
      emailTask("membership-changed", ["2"], "membership:2:activate"),
    ];
    const { orderNo, taskIds } = await accept(tasks);
    await complete(rejected(taskIds[0]!));
    expect(await names(orderNo)).toEqual(["task.rejected", "order.attention"]);
  });

  test("a task that is done and releases another does not complete the order", async () => {
    await subscribe(["order.completed"]);
    const tasks = [
      membershipTask("activate", "2"),
      emailTask("membership-changed", ["2"], "membership:2:activate"),
    ];
    const { orderNo, taskIds } = await accept(tasks);
    await complete(done(taskIds[0]!));
    expect(await names(orderNo)).toEqual([]);
    await complete(done(taskIds[1]!));
    expect(await names(orderNo)).toEqual(["order.completed"]);
  });

  test("each completion after a retry is an occurrence of its own", async () => {
    await subscribe(["order.completed", "order.attention", "task.failed"]);
    const order = await accept([slipTask("shipping", ["1"])]);
    const { orderNo } = order;
    const taskId = order.taskIds[0]!;
    const retry = () => retryTask(stack.sql, order);
    await complete(failed(taskId));
    await retry();
    await complete(failed(taskId));
    await retry();
    await complete(done(taskId));
    expect(await names(orderNo)).toEqual([
      "task.failed",
      "order.attention",
      "task.failed",
      "order.attention",
      "order.completed",
    ]);
  });

  test("an order without tasks is completed when it is accepted", async () => {
    await subscribe(["order.completed"]);
    expect(await names((await accept([])).orderNo)).toEqual(["order.completed"]);
    expect(await names((await accept(twoSlips)).orderNo)).toEqual([]);
  });

  test("20 orders whose tasks end in concurrent transactions cause one event each", async () => {
    await subscribe(["order.completed"]);
    const orders = await Promise.all(Array.from({ length: 20 }, () => accept(twoSlips)));
    const work = orders.flatMap(({ taskIds }) => taskIds.map((taskId) => () => complete(done(taskId))));
    await Promise.all(work.map((run) => run()));
    for (const { orderNo } of orders) expect(await names(orderNo)).toEqual(["order.completed"]);
  });

  test("a transaction that is rolled back causes no event", async () => {
    await subscribe(["order.completed"]);
    const { orderNo, taskIds } = await accept([slipTask("shipping", ["1"])]);
    const rolledBack = stack.sql.transaction(async (tx) => {
      await completeTasks(tx, [done(taskIds[0]!)], AT);
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    expect(await names(orderNo)).toEqual([]);
  });
});

test("rejected and failed tasks are events with the task's id, type and status", async () => {
  await subscribe(["task.rejected", "task.failed"]);
  const { orderNo, orderId, taskIds } = await accept(twoSlips);
  await complete(rejected(taskIds[0]!), failed(taskIds[1]!));
  const data = (await eventsOf(orderNo)).map((event) => event.data);
  const common = { clientId: "test-shop", orderId, type: "packing_slip" };
  expect(data).toHaveLength(2);
  expect(data).toEqual(
    expect.arrayContaining([
      { ...common, taskId: taskIds[0], status: "rejected" },
      { ...common, taskId: taskIds[1], status: "failed" },
    ]),
  );
});

test("a changed membership is an event without personal data", async () => {
  await subscribe(["membership.changed"]);
  const tasks = [membershipTask("activate", "2", { plan: "basic", period: "P1M" })];
  const { orderNo, order, taskIds } = await accept(tasks);
  await memberships(eventFor(taskIds));
  const [event] = await eventsOf(orderNo);
  expect(event!.data).toEqual({
    clientId: "test-shop",
    orderId: order.orderId,
    taskId: taskIds[0],
    customerId: order.customer.customerId,
    change: "activate",
    planBefore: null,
    planAfter: "basic",
    expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

describe("subscriptions", () => {
  test.each(WEBHOOK_EVENTS)("a connection may subscribe to %s", async (event) => {
    await expect(subscribe([event])).resolves.toBeDefined();
  });

  test("each subscribed connection gets a task; others and those of other clients get none", async () => {
    await subscribe(["order.completed"], "all");
    await subscribe(["order.completed"], "mine", ["test-shop", "shop-3"]);
    await subscribe(["order.completed"], "theirs", ["shop-2"]);
    await subscribe(["task.rejected"], "else");
    await subscribe([], "none");
    const mine = await accept([]);
    const theirs = await accept([], { clientId: "shop-2" });
    const connectionsOf = async (orderNo: number) =>
      (await eventsOf(orderNo)).map(({ connection }) => connection).sort();
    expect(await connectionsOf(mine.orderNo)).toEqual(["all", "mine"]);
    expect(await connectionsOf(theirs.orderNo)).toEqual(["all", "theirs"]);
  });

  test("without a subscription there are no event tasks", async () => {
    const { orderNo, taskIds } = await accept(twoSlips);
    await complete(rejected(taskIds[0]!), done(taskIds[1]!));
    expect(await names(orderNo)).toEqual([]);
  });
});

describe("the task of an event", () => {
  test.each<[string, (taskId: string) => Outcome]>([
    ["rejected", rejected],
    ["failed", failed],
    ["done", (taskId) => ({ taskId, status: "done", result: { httpStatus: 204 } })],
  ])("that is open or %s does not count for the order's status and causes no events", async (_, outcome) => {
    await subscribe([...WEBHOOK_EVENTS]);
    const { orderNo, orderId, taskIds } = await accept([slipTask("shipping", ["1"])]);
    await complete(done(taskIds[0]!));
    const expectCompleted = async () => {
      expect((await findOrder(stack.sql, "test-shop", orderId))!.status).toBe("completed");
      for (const status of ["completed", "processing", "attention"] as const) {
        const listed = await listOrders(stack.sql, { clientId: "test-shop", status, limit: 200 });
        expect(
          listed.some((order) => order.orderId === orderId),
          status,
        ).toBe(status === "completed");
      }
      const [row] = await stack.sql.many("select status from reporting.orders where order_id = $1", [
        orderId,
      ]);
      expect(row).toEqual({ status: "completed" });
    };
    await expectCompleted();
    const [event] = await eventsOf(orderNo);
    await complete(outcome(event!.taskId));
    await expectCompleted();
    expect(await names(orderNo)).toEqual(["order.completed"]);
  });

  test("is published by the next run of the relay, and delivered with its data", async () => {
    const receiver = await startReceiver();
    const url = `http://127.0.0.1:${receiver.port}/`;
    const connection = { connectionId: "erp", url, events: ["order.completed"] as const, clients: null };
    await putConnection(stack.sql, connection, newSecret(), AT);
    const { orderNo, orderId } = await accept([]);
    await relay(undefined);
    const isDone = async () => (await eventsOf(orderNo))[0]!.status === "done";
    await waitFor("the webhook", async () => {
      await stack.deliver("webhook", webhooks);
      return isDone();
    });
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    expect(bodies).toContainEqual({
      type: "order.completed",
      timestamp: expect.any(String),
      data: { clientId: "test-shop", orderId, status: "completed" },
    });
    await receiver.stop();
  });
});
