/** Slips of cancelled lines: voided, returned or reversed, each exactly once, whatever is printed meanwhile. */
import { describe, expect, test } from "vitest";
import { confirmPrint, findPrint, insertPrint } from "../../lib/database/slip-prints.ts";
import type { Slip } from "../../lib/domain/slip.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { acceptCancellation, undoSlipTask } from "../../test/support/undoing-tasks.ts";
import {
  deliverRepeatedly,
  eventFor,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import { acceptOrder, type AcceptedOrder, book, laptop, slipTask } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
const AT = "2026-11-21T12:00:00.000Z";

type Items = Parameters<typeof undoSlipTask>[1];

/** An order of a laptop and three books with a discount, and its slip for a destination. */
const issued = async (destination = "shipping", lineIds = ["1", "2"]): Promise<AcceptedOrder> => {
  const accepted = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" }), book({ lineId: "2", quantity: 3, discount: 50 })],
    tasks: [slipTask(destination, lineIds)],
  });
  await handler(eventFor(accepted.taskIds));
  return accepted;
};

type Row = Slip & {
  readonly printedAt: string | null;
  readonly voidedAt: string | null;
  readonly voidedBy: string | null;
};

const slipsOf = async ({ orderNo }: AcceptedOrder): Promise<Row[]> =>
  (
    await sql.many<{
      document: Slip;
      printedAt: string | null;
      voidedAt: string | null;
      voidedBy: string | null;
    }>(
      "select document, printed_at, voided_at, voided_by from packing_slips where order_no = $1 order by number",
      [orderNo],
    )
  ).map(({ document, ...row }) => ({ ...document, ...row }));

const linesOf = ({ lines }: Slip) =>
  lines.map(({ lineId, quantity, total, royaltyDue }) => ({
    lineId,
    quantity,
    total,
    ...(royaltyDue === undefined ? {} : { royaltyDue }),
  }));

const cancel = async (order: AcceptedOrder, lines: Items, destination = "shipping"): Promise<string> => {
  const [taskId] = await acceptCancellation(sql, order, [
    undoSlipTask(order.taskIds[0]!, lines, { destination }),
  ]);
  await handler(eventFor([taskId!]));
  return taskId!;
};

const print = async (numbers: readonly string[]): Promise<string> => {
  const printId = newId();
  await insertPrint(sql, { printId, clientId: "test-shop", at: AT, by: "test", numbers });
  return printId;
};
const confirm = (printId: string) =>
  sql.transaction((tx) => confirmPrint(tx, printId, { at: new Date().toISOString(), by: "test" }));

describe("a slip that is not printed", () => {
  test("is voided and replaced by one with what is left, whose totals are exact parts", async () => {
    const order = await issued();
    const taskId = await cancel(order, [{ lineId: "2", quantity: 2 }]);
    const [old, next, ...others] = await slipsOf(order);
    expect(others).toEqual([]);
    expect(old).toMatchObject({ voidedAt: expect.any(String), voidedBy: taskId });
    expect(next).toMatchObject({
      replaces: old!.number,
      title: "1ª via — Expedição",
      voidedAt: null,
      weightGrams: 2_100 + 450,
      // 89.50 for three books: 59.67 of two went.
      total: 150_000 + 2_983,
    });
    expect(next!.notes).toContain(`Substitui o romaneio ${old!.number}`);
    expect(linesOf(next!)).toEqual([
      { lineId: "1", quantity: 1, total: 150_000 },
      { lineId: "2", quantity: 1, total: 2_983 },
    ]);
    expect(await taskRow(sql, taskId)).toMatchObject({
      status: "done",
      result: { packingSlip: next!.number, voided: old!.number },
    });
  });

  test("is voided without another one when nothing is left", async () => {
    const order = await issued();
    const taskId = await cancel(order, [
      { lineId: "1", quantity: 1 },
      { lineId: "2", quantity: 3 },
    ]);
    const [old, ...others] = await slipsOf(order);
    expect(others).toEqual([]);
    expect(await taskRow(sql, taskId)).toMatchObject({
      result: { packingSlip: old!.number, voided: old!.number },
    });
  });

  test("is replaced step by step, and what is printed then comes back", async () => {
    const order = await issued();
    await cancel(order, [{ lineId: "2", quantity: 1 }]);
    const [, second] = await slipsOf(order);
    await cancel(order, [{ lineId: "2", quantity: 1 }]);
    const third = (await slipsOf(order)).at(-1)!;
    expect(third.replaces).toBe(second!.number);
    await confirm(await print([third.number]));
    const taskId = await cancel(order, [{ lineId: "2", quantity: 1 }]);
    const back = (await slipsOf(order)).at(-1)!;
    expect(back).toMatchObject({ kind: "return", reverses: third.number });
    // 29.83 and 29.84 and 29.83 are 89.50.
    expect(linesOf(back)).toEqual([{ lineId: "2", quantity: 1, total: 2_983 }]);
    expect(await taskRow(sql, taskId)).toMatchObject({
      result: { packingSlip: back.number, kind: "return", reverses: third.number },
    });
    expect(
      await sql.many(
        "select kind, voided_at is not null as voided from reporting.packing_slips where order_id = $1 order by number",
        [order.orderId],
      ),
    ).toEqual([
      { kind: "slip", voided: true },
      { kind: "slip", voided: true },
      { kind: "slip", voided: false },
      { kind: "return", voided: false },
    ]);
  });
});

test("a printed slip stays, and each cancellation has its return slip; together they are the whole line", async () => {
  const order = await issued();
  const [slip] = await slipsOf(order);
  await confirm(await print([slip!.number]));
  for (const quantity of [1, 2]) await cancel(order, [{ lineId: "2", quantity }]);
  const [first, ...returns] = await slipsOf(order);
  expect(first).toMatchObject({ voidedAt: null, printedAt: expect.any(String) });
  expect(returns.map(({ title, kind, reverses }) => ({ title, kind, reverses }))).toEqual(
    Array.from({ length: 2 }, () => ({
      title: "Devolução — Expedição",
      kind: "return",
      reverses: slip!.number,
    })),
  );
  expect(returns.flatMap(linesOf)).toEqual([
    { lineId: "2", quantity: 1, total: 2_983 },
    { lineId: "2", quantity: 2, total: 5_967 },
  ]);
});

test.each([false, true])(
  "a royalty copy gets reversing copies with exact negative amounts (printed: %s)",
  async (isPrinted) => {
    const order = await issued("royalties", ["2"]);
    const [copy] = await slipsOf(order);
    // 6 % of 89.50.
    expect(linesOf(copy!)).toEqual([{ lineId: "2", quantity: 3, total: 8_950, royaltyDue: 537 }]);
    if (isPrinted) await confirm(await print([copy!.number]));
    for (const quantity of [2, 1]) await cancel(order, [{ lineId: "2", quantity }], "royalties");
    const [first, ...reversals] = await slipsOf(order);
    expect(first!.voidedAt).toBeNull();
    expect(reversals.map(({ kind, reverses, title, total }) => ({ kind, reverses, title, total }))).toEqual([
      { kind: "reversal", reverses: copy!.number, title: "Estorno — Royalties", total: -5_967 },
      { kind: "reversal", reverses: copy!.number, title: "Estorno — Royalties", total: -2_983 },
    ]);
    expect(reversals.flatMap(linesOf)).toEqual([
      { lineId: "2", quantity: -2, total: -5_967, royaltyDue: -358 },
      { lineId: "2", quantity: -1, total: -2_983, royaltyDue: -179 },
    ]);
    expect(JSON.stringify(reversals)).not.toContain("Royalties devidos");
  },
);

test("a slip of a task that was reduced before it ran has the quantities left", async () => {
  const task = slipTask("shipping", ["2"]);
  const order = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" }), book({ lineId: "2", quantity: 3, discount: 50 })],
    tasks: [{ ...task, payload: { destination: "shipping", quantities: { 2: 1 } } } as typeof task],
  });
  await handler(eventFor(order.taskIds));
  const [slip] = await slipsOf(order);
  expect(linesOf(slip!)).toEqual([{ lineId: "2", quantity: 1, total: 2_983 }]);
  await cancel(order, [{ lineId: "2", quantity: 1 }]);
  expect(await slipsOf(order)).toMatchObject([{ number: slip!.number, voidedAt: expect.any(String) }]);
});

test("a slip that a rule issues for a cancellation may go where a slip of the order went", async () => {
  const order = await issued();
  const [taskId] = await acceptCancellation(sql, order, [
    { type: "packing_slip", payload: { destination: "shipping", quantities: { 2: 1 } }, lineIds: ["2"] },
  ]);
  await handler(eventFor([taskId!]));
  expect((await slipsOf(order)).map(linesOf)[1]).toEqual([{ lineId: "2", quantity: 1, total: 2_983 }]);
});

test("a task that takes more than the slip has fails at once, and nothing changes", async () => {
  const order = await issued();
  const taskId = await cancel(order, [{ lineId: "2", quantity: 4 }]);
  expect(await taskRow(sql, taskId)).toMatchObject({
    status: "failed",
    reason: "the slip does not have what was cancelled",
  });
  expect(await slipsOf(order)).toMatchObject([{ voidedAt: null }]);
});

test("messages that come repeatedly and concurrently undo a slip once", async () => {
  const orders = await Promise.all(Array.from({ length: 5 }, () => issued()));
  const taskIds = (
    await Promise.all(
      orders.map((order) =>
        acceptCancellation(sql, order, [undoSlipTask(order.taskIds[0]!, [{ lineId: "1", quantity: 1 }])]),
      ),
    )
  ).flat();
  expect(await deliverRepeatedly(handler, taskIds)).toEqual([]);
  for (const order of orders) expect(await slipsOf(order)).toHaveLength(2);
});

test("of a confirmation and a cancellation at once, each slip is printed and comes back, or is voided and not printed", async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const orders = await Promise.all(Array.from({ length: 4 }, () => issued()));
    const numbers = (await Promise.all(orders.map(slipsOf))).map(([slip]) => slip!.number);
    const printId = await print(round % 2 === 0 ? numbers : numbers.toReversed());
    const taskIds = (
      await Promise.all(
        orders.map((order) =>
          acceptCancellation(sql, order, [undoSlipTask(order.taskIds[0]!, [{ lineId: "1", quantity: 1 }])]),
        ),
      )
    ).flat();
    const half = eventFor(taskIds.slice(0, 2));
    await Promise.all([handler(half), confirm(printId), handler(eventFor(taskIds.slice(2).toReversed()))]);
    await handler(eventFor(taskIds));
    const { voided } = (await findPrint(sql, "test-shop", printId))!;
    for (const order of orders) {
      const [first, next, ...others] = await slipsOf(order);
      expect(others).toEqual([]);
      const isVoided = first!.voidedAt !== null;
      outcomes.add(isVoided ? "voided" : "printed");
      expect(first!.printedAt === null).toBe(isVoided);
      expect(voided.includes(first!.number)).toBe(isVoided);
      expect(next).toMatchObject(isVoided ? { replaces: first!.number } : { reverses: first!.number });
    }
  }
  expect([...outcomes].sort()).toEqual(["printed", "voided"]);
});
