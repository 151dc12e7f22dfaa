import { describe, expect, test } from "vitest";
import type { Slip } from "../../lib/domain/slip.ts";
import {
  deliverRepeatedly,
  failedTaskIds,
  eventFor,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import { acceptOrder, book, commissionTask, firstAid, laptop, slipTask } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;

const slipsOf = async (orderNo: number): Promise<Slip[]> =>
  (
    await sql.many<{ document: Slip }>(
      "select document from packing_slips where order_no = $1 order by destination desc",
      [orderNo],
    )
  ).map((row) => row.document);

const mixed = () =>
  acceptOrder(sql, {
    lines: [laptop({ lineId: "1" }), book({ lineId: "2", quantity: 2, discount: 25 })],
    freeLines: [firstAid({ lineId: "3", delivery: "disc" })],
    tasks: [slipTask("shipping", ["1", "2", "3"]), slipTask("royalties", ["2"])],
  });

describe("packing slips", () => {
  test("go to shipping with everything that ships, and to the royalty department with the books", async () => {
    const { orderNo, orderId, taskIds } = await mixed();
    await handler(eventFor(taskIds));
    const [shipping, royalties] = await slipsOf(orderNo);

    expect(shipping).toMatchObject({
      orderId,
      destination: "shipping",
      sender: { name: "Despacho Comércio Ltda.", taxId: "12.ABC.345/01DE-35" },
      recipient: {
        name: "Carlos Silva",
        address: "Rua A, 123 — Centro — São Paulo/SP — 01010-000",
        phone: "+55 11 1234-5678",
        taxId: "123.456.789-00",
      },
      weightGrams: 2_100 + 2 * 450,
      total: 150_000 + 5_975,
      currency: "BRL",
    });
    expect(
      shipping!.lines.map(({ lineId, total, free, reason }) => ({ lineId, total, free, reason })),
    ).toEqual([
      { lineId: "1", total: 150_000, free: false, reason: undefined },
      { lineId: "2", total: 5_975, free: false, reason: undefined },
      { lineId: "3", total: 0, free: true, reason: "Court decision, 1997" },
    ]);
    expect(JSON.stringify(shipping)).not.toContain("royalty");
    expect(shipping!.notes).toContain("Não é documento fiscal");

    // 6 % of 59.75 is 3.585: half-even to 3.58.
    expect(royalties!.lines).toEqual([
      {
        lineId: "2",
        sku: "BOOK-8",
        title: "The Two Towers",
        type: "book",
        quantity: 2,
        unitPrice: 3_000,
        total: 5_975,
        free: false,
        isbn: "978-0-618-00222-1",
        authors: ["J.R.R. Tolkien"],
        royaltyRateBps: 600,
        royaltyDue: 358,
      },
    ]);
    expect(royalties!.notes).toContain("Royalties devidos: R$ 3,58");
    expect(JSON.stringify(royalties)).not.toContain("Carlos");
  });

  test("go to a declared destination with its title, and without prices where it has none", async () => {
    const settings = {
      title: { "pt-BR": "Presentes", en: "Wrapping" },
      recipient: "department",
      prices: false,
      royalties: false,
      copy: 3,
    } as const;
    const { orderNo, taskIds } = await acceptOrder(sql, {
      lines: [laptop({ lineId: "1" })],
      shippingAddress: undefined,
      tasks: [
        { ...slipTask("gift-wrapping", ["1"]), payload: { destination: "gift-wrapping", settings } } as never,
      ],
    });
    await handler(eventFor(taskIds));
    const [slip] = await slipsOf(orderNo);
    expect(slip).toMatchObject({ title: "3ª via — Presentes", destination: "gift-wrapping" });
    expect(JSON.stringify(slip)).not.toContain("150000");
  });

  test("have unique numbers with the year, which the tasks give as their result", async () => {
    const orders = await Promise.all(Array.from({ length: 5 }, mixed));
    const taskIds = orders.flatMap((order) => order.taskIds);
    await handler(eventFor(taskIds));
    const results = await Promise.all(taskIds.map((taskId) => taskRow(sql, taskId)));
    const numbers = results.map(({ result }) => (result as { packingSlip: string }).packingSlip);
    expect(new Set(numbers).size).toBe(10);
    for (const number of numbers) expect(number).toMatch(/^20\d\d-\d{6}$/);
    expect(results.every(({ status, attempts }) => status === "done" && attempts === 1)).toBe(true);
  });

  test("are issued once, however often and however concurrently their messages come", async () => {
    const { orderNo, taskIds } = await mixed();
    expect(await deliverRepeatedly(handler, [...taskIds, ...taskIds])).toEqual([]);
    expect(await slipsOf(orderNo)).toHaveLength(2);
    expect((await taskRow(sql, taskIds[0]!)).attempts).toBe(1);
  });

  test("of other messages in the batch are issued when one task can never be done, which fails at once", async () => {
    const good = await mixed();
    const bad = await acceptOrder(sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [slipTask("shipping", ["1", "no such line"])],
    });
    const event = eventFor([...bad.taskIds, ...good.taskIds]);
    expect(failedTaskIds(event, await handler(event))).toEqual([]);
    expect(await slipsOf(good.orderNo)).toHaveLength(2);
    expect(await taskRow(sql, bad.taskIds[0]!)).toMatchObject({
      status: "failed",
      lastError: "AppError: a packing slip names lines that its order does not have",
    });
    expect(await slipsOf(bad.orderNo)).toEqual([]);
  });

  test("are refused when there is nowhere to send to", async () => {
    const { taskIds } = await acceptOrder(sql, {
      lines: [laptop({ lineId: "1" })],
      shippingAddress: undefined,
      tasks: [slipTask("shipping", ["1"])],
    });
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({
      status: "rejected",
      reason: "the order has no shipping address",
    });
  });

  test("a message for no task, or for a task of another queue, goes to the dead-letter queue; its mates do not", async () => {
    const { orderNo, orderId, taskIds } = await mixed();
    const stranger = "019aa000-0000-7000-8000-00000000ffff";
    const elsewhere = await acceptOrder(sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [commissionTask("A-1", [{ lineId: "1", base: 1 }])],
    });
    for (const taskId of [stranger, ...elsewhere.taskIds, ...taskIds])
      await stack.send("packing_slip", JSON.stringify({ version: 1, taskId, orderId }));
    await stack.send("packing_slip", "no message at all");
    await expect
      .poll(
        async () => {
          await stack.deliver("packing_slip", handler);
          return [await stack.waiting("packing_slip"), await stack.waiting("packing_slip", "dlq")];
        },
        { timeout: 10_000, interval: 50 },
      )
      .toEqual([0, 3]);
    expect(await slipsOf(orderNo)).toHaveLength(2);
    expect((await taskRow(sql, elsewhere.taskIds[0]!)).status).toBe("pending");
  });
});
