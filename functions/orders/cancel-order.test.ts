/** POST /orders/{orderId}/cancellations: what is accepted, and what it does to the tasks of the order. */
import { beforeAll, describe, expect, test } from "vitest";
import { cancellationResponseSchema } from "../../lib/contract/responses/cancellations.ts";
import { orderDetailSchema } from "../../lib/contract/responses/orders.ts";
import {
  cancelOrder,
  CANCELLED_AT,
  carryOutAll,
  placeOrder,
  readOrder,
} from "../../test/support/cancellations.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, membershipLine, videoLine } from "../../test/support/order-body.ts";

const stack = await startFunctionStack();
beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);

type Task = { type: string; status: string; lineIds: string[]; cancellationId?: string; cause?: object };
const own = ({ tasks }: { tasks: Task[] }) =>
  tasks.filter(({ cancellationId }) => cancellationId === undefined);
const added = ({ tasks }: { tasks: Task[] }) =>
  tasks.filter(({ cancellationId }) => cancellationId !== undefined);
const brief = ({ type, status, lineIds }: Task) => [type, status, lineIds.join(" ")];

const books = (quantity: number) => [{ ...bookLine, quantity }];
const at = (pointer: string, detail: unknown = expect.any(String)) => ({ errors: [{ pointer, detail }] });

describe("a cancellation", () => {
  test("is accepted once; the same again is a replay, and other content of the same id a conflict", async () => {
    const orderId = await placeOrder({ lines: books(5) });
    const body = { cancellationId: "X-1", lines: [{ lineId: "1", quantity: 2 }], refund: { amount: 100 } };
    const first = await cancelOrder(orderId, body);
    expect(first.status).toBe(202);
    expect(cancellationResponseSchema.parse(first.json)).toEqual(first.json);
    expect(first.json).toMatchObject({
      orderId,
      status: "processing",
      cancellationId: "X-1",
      at: new Date(CANCELLED_AT).toISOString(),
      lines: [{ lineId: "1", quantity: 2, amount: 2 * bookLine.unitPrice }],
      refund: { amount: 100 },
    });
    const again = await cancelOrder(orderId, { ...body, at: "2025-04-02T12:30:00Z" });
    expect([again.status, again.headers["idempotent-replayed"]]).toEqual([200, "true"]);
    expect(again.json).toEqual(first.json);
    expect((await cancelOrder(orderId, { ...body, refund: { amount: 99 } })).status).toBe(409);
    expect((await readOrder(orderId)).lines).toMatchObject([{ quantity: 5, cancelled: 2 }]);
  });

  test("of several lines is the same content in any sequence", async () => {
    const orderId = await placeOrder({ lines: [laptopLine, bookLine] });
    const lines = [
      { lineId: "1", quantity: 1 },
      { lineId: "2", quantity: 1 },
    ];
    expect((await cancelOrder(orderId, { cancellationId: "X-1", lines })).status).toBe(202);
    const again = await cancelOrder(orderId, { cancellationId: "X-1", lines: lines.toReversed() });
    expect(again.status).toBe(200);
  });

  test("takes the whole rest without lines, until nothing is left", async () => {
    const orderId = await placeOrder({ lines: [...books(3), laptopLine] });
    await cancelOrder(orderId, { lines: [{ lineId: "1", quantity: 1 }] });
    const rest = await cancelOrder(orderId);
    expect(rest.json.lines).toMatchObject([
      { lineId: "1", quantity: 2 },
      { lineId: "2", quantity: 1 },
    ]);
    const more = await cancelOrder(orderId);
    expect([more.status, more.json]).toMatchObject([422, at("/lines", "nothing is left to cancel")]);
    await carryOutAll(stack);
    expect(await readOrder(orderId)).toMatchObject({ status: "cancelled" });
  });

  test("of an unknown order is 404, and works once the order is there", async () => {
    const orderId = "LATE-1";
    expect((await cancelOrder(orderId, { cancellationId: "X-1" })).status).toBe(404);
    await placeOrder({ orderId });
    expect((await cancelOrder(orderId, { cancellationId: "X-1" })).status).toBe(202);
    expect((await cancelOrder(orderId, { cancellationId: "X-2" }, { client: "other-shop" })).status).toBe(
      404,
    );
  });

  test.each([
    ["more than was bought", { lines: [{ lineId: "1", quantity: 4 }] }, "/lines/0/quantity"],
    ["an unknown line", { lines: [{ lineId: "9", quantity: 1 }] }, "/lines/0/lineId"],
    ["a free line", { lines: [{ lineId: "gift-1", quantity: 1 }] }, "/lines/0/lineId"],
    ["a line twice", { lines: [1, 1].map((quantity) => ({ lineId: "1", quantity })) }, "/lines/1/lineId"],
    ["no items", { lines: [{ lineId: "1", quantity: 0 }] }, "/lines/0/quantity"],
    ["an empty list", { lines: [] }, "/lines"],
    ["a larger refund than was paid", { refund: { amount: 10 ** 11 } }, "/refund/amount"],
    ["a negative refund", { refund: { amount: -1 } }, "/refund/amount"],
    ["a time before the payment", { at: "2025-03-10T11:59:59-03:00" }, "/at"],
    ["a time in the future", { at: "2400-01-01T00:00:00Z" }, "/at"],
    ["a time without offset", { at: "2025-04-01T00:00:00" }, "/at"],
    ["no reason", { reason: " " }, "/reason"],
    ["a long reason", { reason: "x".repeat(501) }, "/reason"],
    ["an id that is none", { cancellationId: "a b" }, "/cancellationId"],
    ["an unknown field", { note: "x" }, "/note"],
  ])("is 422 with %s, and changes nothing", async (_what, fields, pointer) => {
    const orderId = await placeOrder({ lines: [{ ...videoLine, sku: "VIDEO-SKI", quantity: 3 }] });
    const before = await readOrder(orderId);
    const { status, json } = await cancelOrder(orderId, fields);
    expect([status, json]).toMatchObject([422, { errors: [{ pointer }] }]);
    expect(await readOrder(orderId)).toEqual(before);
  });

  test("is 422 with more refunds than the order cost, in sum", async () => {
    const orderId = await placeOrder({ lines: books(2) });
    const refund = { amount: bookLine.unitPrice };
    const one = { lines: [{ lineId: "1", quantity: 1 }] };
    await cancelOrder(orderId, { ...one, refund });
    const second = await cancelOrder(orderId, { ...one, refund: { amount: bookLine.unitPrice + 1 } });
    expect([second.status, second.json]).toMatchObject([
      422,
      at("/refund/amount", `must be at most ${bookLine.unitPrice}: no more is left to refund`),
    ]);
    expect((await cancelOrder(orderId, { ...one, refund })).status).toBe(202);
  });

  test("of 50 at once takes each item once, and the others are 422", async () => {
    const orderId = await placeOrder({ lines: books(20) });
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => cancelOrder(orderId, { lines: [{ lineId: "1", quantity: 1 }] })),
    );
    // A cancellation that is sent again because the response was late may be a replay.
    const accepted = responses.filter(({ status }) => status < 300);
    expect([accepted.length, responses.filter(({ status }) => status === 422).length]).toEqual([20, 30]);
    await carryOutAll(stack);
    const order = await readOrder(orderId);
    expect([order.status, order.lines[0].cancelled, order.cancellations.length]).toEqual([
      "cancelled",
      20,
      20,
    ]);
  });

  test("sent 20 times at once is accepted once", async () => {
    const orderId = await placeOrder({ lines: books(20) });
    const body = { cancellationId: "X-1", lines: [{ lineId: "1", quantity: 1 }] };
    const responses = await Promise.all(Array.from({ length: 20 }, () => cancelOrder(orderId, body)));
    expect(responses.every(({ status }) => status < 300)).toBe(true);
    expect(responses.filter(({ status }) => status === 202).length).toBeLessThanOrEqual(1);
    expect((await readOrder(orderId)).lines[0].cancelled).toBe(1);
  });
});

describe("tasks that are not done", () => {
  test("are skipped when nothing of them is left, and cannot run again", async () => {
    const orderId = await placeOrder({ lines: [laptopLine, bookLine, membershipLine] });
    await cancelOrder(orderId);
    const order = await readOrder(orderId);
    expect(new Set(own(order).map(({ status, cause }) => JSON.stringify([status, cause])))).toEqual(
      new Set([JSON.stringify(["skipped", { code: "cancelled" }])]),
    );
    expect(added(order).map(brief)).toEqual([["email", "queued", "1 2 3"]]);
    await carryOutAll(stack);
    expect((await readOrder(orderId)).status).toBe("cancelled");
  });

  test("lose the lines that are cancelled", async () => {
    const orderId = await placeOrder({ lines: [laptopLine, ...books(1)] });
    await cancelOrder(orderId, { lines: [{ lineId: "2", quantity: 1 }] });
    expect(own(await readOrder(orderId)).map(brief)).toEqual([
      ["packing_slip", "queued", "1"],
      ["packing_slip", "skipped", "2"],
      ["commission", "queued", "1"],
    ]);
  });
});

test("an order shows its cancellations, with their tasks, in its timeline too", async () => {
  const orderId = await placeOrder({ lines: books(3) });
  await cancelOrder(orderId, { cancellationId: "X-1", lines: [{ lineId: "1", quantity: 1 }] });
  const order = await readOrder(orderId);
  expect(() => orderDetailSchema.parse(order)).not.toThrow();
  expect(order.cancellations).toMatchObject([
    { cancellationId: "X-1", reason: "arrived damaged", requestedBy: "key-1" },
  ]);
  const ids = order.tasks
    .filter(({ cancellationId }: Task) => cancellationId === "X-1")
    .map(({ taskId }: { taskId: string }) => taskId);
  expect(order.cancellations[0].tasks).toEqual(ids);
  expect(order.timeline).toContainEqual({
    at: order.cancellations[0].receivedAt,
    event: "cancelled",
    cancellationId: "X-1",
  });
});
