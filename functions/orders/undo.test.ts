/** Cancellations of orders that are carried out, or on their way: what each outcome of docs/undo.md is shown by. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { putConnection } from "../../lib/database/webhook-connections.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";
import {
  CANCELLED_AT,
  cancelOrder,
  carryOut,
  carryOutAll,
  placeOrder,
  readOrder,
} from "../../test/support/cancellations.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, membershipLine, videoLine } from "../../test/support/order-body.ts";
import { acceptOrder, laptop } from "../../test/support/orders.ts";
import { handler as registry } from "../registry/handler.ts";
import { handler as orders } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;

const putRate = (agentId: string) =>
  apiClient(registry)("PUT /agents/{agentId}", {
    params: { agentId },
    body: { name: "Ana", commissionRateBps: 333 },
  });

beforeAll(async () => {
  await sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
  await putRate("A-1");
});
beforeEach(() => sql.execute("delete from connections"));

type Task = {
  taskId: string;
  type: string;
  status: string;
  lineIds: string[];
  cancellationId?: string;
  undoes?: string;
  template?: string;
  cause?: { code: string };
};
type Order = { status: string; tasks: Task[]; lines: { lineId: string; cancelled?: number }[] };

const ski = (quantity = 1, delivery = "disc") => ({ ...videoLine, sku: "VIDEO-SKI", quantity, delivery });
const one = (lineId: string, quantity = 1) => ({ lines: [{ lineId, quantity }] });
const cancelledItems = ({ lines }: Order) => lines.map(({ cancelled = 0 }) => cancelled);
const entriesOf = (orderId: string) =>
  sql.many<{ base: number; amount: number }>(
    `select c.base, c.amount from commission_entries c join orders o using (order_no)
     where o.order_id = $1 order by c.booked_at, c.entry_id`,
    [orderId],
  );
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const customerOf = async (orderId: string): Promise<string> => (await readOrder(orderId)).customer.email;

describe("commissions", () => {
  test("are reversed item by item, exactly to nothing", async () => {
    const orderId = await placeOrder({ lines: [{ ...bookLine, quantity: 3, unitPrice: 1_001 }] });
    await carryOutAll(stack);
    for (let left = 2; left >= 0; left--) {
      expect((await cancelOrder(orderId, one("1"))).status).toBe(202);
      await carryOutAll(stack);
      const entries = await entriesOf(orderId);
      const booked = sum(entries.map(({ amount }) => amount));
      expect(booked).toBeGreaterThanOrEqual(0);
      expect(Math.abs(booked - (left * 1_001 * 333) / 10_000)).toBeLessThan(1);
    }
    const entries = await entriesOf(orderId);
    expect([sum(entries.map(({ amount }) => amount)), sum(entries.map(({ base }) => base))]).toEqual([0, 0]);
    const order: Order = await readOrder(orderId);
    expect(
      order.tasks.filter(({ type, undoes }) => type === "commission" && undoes !== undefined),
    ).toHaveLength(3);
  }, 60_000);

  test("that are not booked are booked for what is left", async () => {
    const orderId = await placeOrder({ lines: [{ ...bookLine, quantity: 3, unitPrice: 1_001 }] });
    await cancelOrder(orderId, one("1", 2));
    await carryOutAll(stack);
    expect(await entriesOf(orderId)).toEqual([{ base: 1_001, amount: 33 }]);
    await cancelOrder(orderId, one("1"));
    await carryOutAll(stack);
    expect(sum((await entriesOf(orderId)).map(({ amount }) => amount))).toBe(0);
  });

  test("that were rejected are booked for what is left when they run again", async () => {
    const orderId = await placeOrder({ lines: [{ ...bookLine, quantity: 3 }], agentId: "A-LATE" });
    await carryOutAll(stack);
    await cancelOrder(orderId, one("1"));
    const { tasks }: Order = await readOrder(orderId);
    const { taskId } = tasks.find(({ type, status }) => type === "commission" && status === "rejected")!;
    await putRate("A-LATE");
    const params = { orderId, taskId };
    expect((await apiClient(orders)("POST /orders/{orderId}/tasks/{taskId}/retry", { params })).status).toBe(
      202,
    );
    await carryOutAll(stack);
    expect(await entriesOf(orderId)).toMatchObject([{ base: 2 * bookLine.unitPrice }]);
  });
});

describe("free lines", () => {
  test("stay while half of the line that caused them is left, and go with the rest", async () => {
    const orderId = await placeOrder({ lines: [ski(2)] });
    await carryOutAll(stack);
    await cancelOrder(orderId, one("1"));
    expect(cancelledItems(await readOrder(orderId))).toEqual([1, 0]);
    const { json } = await cancelOrder(orderId, one("1"));
    expect(json.lines).toEqual([
      { lineId: "1", quantity: 1, amount: videoLine.unitPrice },
      { lineId: "gift-1", quantity: 1, amount: 0 },
    ]);
    expect(cancelledItems(await readOrder(orderId))).toEqual([2, 1]);
  });

  test("stay while another line still earns them", async () => {
    const orderId = await placeOrder({ lines: [ski(), ski(1, "streaming"), ski()] });
    await cancelOrder(orderId, one("1"));
    expect(cancelledItems(await readOrder(orderId))).toEqual([1, 0, 0, 0, 0]);
    await cancelOrder(orderId, one("3"));
    expect(cancelledItems(await readOrder(orderId))).toEqual([1, 0, 1, 1, 0]);
  });
});

describe("mails", () => {
  test("name what was cancelled, and the refund", async () => {
    const locales = { "pt-BR": "Reembolso: R$", en: "Refund: R$" };
    for (const [locale, refund] of Object.entries(locales)) {
      const orderId = await placeOrder({ lines: [{ ...bookLine, quantity: 3 }, ski()], locale });
      await cancelOrder(orderId, { ...one("1", 2), refund: { amount: 6_000 } });
      await carryOutAll(stack);
      const mails = await stack.mailsTo(await customerOf(orderId));
      expect(mails).toHaveLength(1);
      const [{ body }] = mails as [(typeof mails)[0]];
      expect(body.text).toContain("2 × The Two Towers");
      expect(body.html).toContain("<li>2 × The Two Towers</li>");
      expect(body.text.replaceAll(" ", " ")).toContain(refund);
      expect(body.text).not.toContain("Learning to Ski");
    }
  });

  test("about what was cancelled are skipped when they are not sent", async () => {
    const orderId = await placeOrder({ lines: [ski(1, "streaming"), membershipLine] });
    await cancelOrder(orderId);
    const order: Order = await readOrder(orderId);
    const own = order.tasks.filter(
      ({ type, cancellationId }) => type === "email" && cancellationId === undefined,
    );
    expect(own.map(({ status, cause }) => [status, cause])).toEqual([
      ["skipped", { code: "cancelled" }],
      ["skipped", { code: "cancelled" }],
    ]);
    await carryOutAll(stack);
    expect(await stack.mailsTo(await customerOf(orderId))).toHaveLength(1);
  });

  const underWay = (taskId: string, template: string) =>
    sql.execute(
      `insert into emails (task_id, template, recipient, claim, claimed_until)
       values ($1, $2, 'somebody@example.com', gen_random_uuid(), now() + interval '1 minute')`,
      [taskId, template],
    );

  test("under way are left alone, and not sent once more", async () => {
    const orderId = await placeOrder({ lines: [ski(1, "streaming")] });
    const mail = ((await readOrder(orderId)) as Order).tasks.find(
      ({ template }) => template === "streaming-links",
    )!;
    await underWay(mail.taskId, "streaming-links");
    await cancelOrder(orderId);
    const statusOf = async () =>
      ((await readOrder(orderId)) as Order).tasks.find(({ taskId }) => taskId === mail.taskId)!;
    expect(await statusOf()).toMatchObject({ status: "queued" });
    await sql.execute("update emails set claimed_until = now() where task_id = $1", [mail.taskId]);
    await carryOutAll(stack);
    expect(await statusOf()).toMatchObject({ status: "skipped", cause: { code: "cancelled" } });
    expect(await readOrder(orderId)).toMatchObject({ status: "cancelled" });
  });
});

describe("events", () => {
  test("order.cancelled goes to subscribers, once for each cancellation; the order is not completed by it", async () => {
    const events = ["order.cancelled", "order.completed"] as const;
    const connection = { connectionId: "erp", url: "http://127.0.0.1:9/", events, clients: null };
    await putConnection(sql, connection, newSecret(), CANCELLED_AT);
    const orderId = await placeOrder({ lines: [{ ...bookLine, quantity: 2 }] });
    const eventsOf = () =>
      sql.many<{ event: string; data: object }>(
        `select t.payload ->> 'event' as event, t.payload -> 'data' as data
         from tasks t join orders o using (order_no) where o.order_id = $1 and t.is_event order by t.created_at`,
        [orderId],
      );
    await cancelOrder(orderId, { cancellationId: "X-1", ...one("1") });
    await cancelOrder(orderId, { cancellationId: "X-2" });
    await cancelOrder(orderId, { cancellationId: "X-2" });
    await carryOutAll(stack);
    expect(await readOrder(orderId)).toMatchObject({ status: "cancelled" });
    const data = { orderId, clientId: "test-shop", at: new Date(CANCELLED_AT).toISOString() };
    expect(await eventsOf()).toEqual([
      { event: "order.cancelled", data: { ...data, cancellationId: "X-1", complete: false } },
      { event: "order.cancelled", data: { ...data, cancellationId: "X-2", complete: true } },
    ]);
  });
});

test("a cancellation of an imported order is recorded, and nothing else", async () => {
  const payment = { method: "pix", paidAt: "2020-03-10T12:00:00-03:00", amount: 300_000 };
  const lines = [laptop({ lineId: "1", quantity: 2 })];
  const { orderId, orderNo } = await acceptOrder(sql, { lines, payment, tasks: [] });
  await sql.execute("update orders set imported = true where order_no = $1", [orderNo]);
  const connection = { connectionId: "erp", url: "http://127.0.0.1:9/", clients: null };
  await putConnection(sql, { ...connection, events: ["order.cancelled"] }, newSecret(), CANCELLED_AT);
  expect((await cancelOrder(orderId, one("1"))).status).toBe(202);
  expect(await readOrder(orderId)).toMatchObject({
    status: "imported",
    tasks: [],
    cancellations: [{ lines: [{ lineId: "1", quantity: 1, amount: 150_000 }], tasks: [] }],
  });
  await cancelOrder(orderId);
  expect(await readOrder(orderId)).toMatchObject({ status: "cancelled", tasks: [] });
  const counted = "select count(*)::integer as count from tasks where order_no = $1";
  expect(await sql.one(counted, [orderNo])).toEqual({ count: 0 });
});

test("what a cancellation has skipped cannot run again, and the refusal says why", async () => {
  const orderId = await placeOrder({ lines: [laptopLine] });
  await cancelOrder(orderId);
  const [{ taskId }] = ((await readOrder(orderId)) as Order).tasks as [Task];
  const params = { orderId, taskId };
  const { status, json } = await apiClient(orders)("POST /orders/{orderId}/tasks/{taskId}/retry", { params });
  expect([status, json.detail]).toEqual([
    409,
    "The task was skipped because what it is about was cancelled.",
  ]);
});

test("a task that undoes something waits for an earlier one of the same slip that failed, and follows its retry", async () => {
  const orderId = await placeOrder({ lines: [{ ...laptopLine, quantity: 3 }] });
  await carryOutAll(stack);
  await cancelOrder(orderId, { cancellationId: "X-1", ...one("1") });
  const undoing = async () =>
    ((await readOrder(orderId)) as Order).tasks.filter(
      ({ type, undoes }) => type === "packing_slip" && undoes !== undefined,
    );
  const [first] = (await undoing()) as [Task];
  await sql.execute(
    "update tasks set status = 'failed', reason = 'a test', cause = null, finished_at = now() where task_id = $1",
    [first.taskId],
  );
  await cancelOrder(orderId, { cancellationId: "X-2", ...one("1") });
  expect((await undoing()).map(({ status }) => status)).toEqual(["failed", "skipped"]);
  const params = { orderId, taskId: first.taskId };
  await apiClient(orders)("POST /orders/{orderId}/tasks/{taskId}/retry", { params });
  await carryOutAll(stack);
  expect((await undoing()).map(({ status }) => status)).toEqual(["done", "done"]);
});

test("a cancellation and handlers of the same order at once end without a deadlock", async () => {
  const lines = [laptopLine, { ...bookLine, quantity: 6 }, membershipLine, ski()];
  const ids = await Promise.all(Array.from({ length: 2 }, () => placeOrder({ lines })));
  await Promise.all([
    carryOut(stack),
    ...ids.flatMap((orderId) => Array.from({ length: 4 }, () => cancelOrder(orderId, one("2")))),
    carryOut(stack),
    ...ids.map((orderId) => cancelOrder(orderId, one("3"))),
  ]);
  await carryOutAll(stack);
  for (const orderId of ids) {
    const order: Order = await readOrder(orderId);
    expect(cancelledItems(order)).toEqual([0, 4, 1, 0, 0]);
    expect(order.status).toBe("completed");
  }
}, 60_000);
