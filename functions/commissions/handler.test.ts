import { describe, expect, test } from "vitest";
import { addRate, createAgent } from "../../test/support/client-data.ts";
import {
  deliverRepeatedly,
  failedTaskIds,
  eventFor,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import { acceptOrder, book, commissionTask, laptop, retryTask } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;

const PAID_AT = "2026-11-20T14:03:10-03:00";
let agents = 0;

const agentWith = async (...rates: { validFrom: string; rateBps: number }[]): Promise<string> => {
  agents += 1;
  const agentId = `A-${agents}`;
  await createAgent(sql, agentId);
  for (const { validFrom, rateBps } of rates) await addRate(sql, agentId, validFrom, rateBps);
  return agentId;
};

const always = (rateBps: number) => ({ validFrom: "-infinity", rateBps });

const orderFor = (agentId: string, entries: { lineId: string; base: number; rateBps?: number }[]) =>
  acceptOrder(sql, {
    lines: entries.map(({ lineId, base }) => laptop({ lineId, unitPrice: base })),
    tasks: [commissionTask(agentId, entries)],
  });

const bookedFor = (orderNo: number) =>
  sql.many<Record<string, unknown>>(
    `select line_id, agent_id, base, rate_bps, amount, currency,
            paid_at
     from commission_entries where order_no = $1 order by line_id`,
    [orderNo],
  );

describe("commissions", () => {
  test("have an entry per line, with its base and rate, rounded half-even", async () => {
    const agentId = await agentWith(always(500));
    const { orderNo, taskIds } = await orderFor(agentId, [
      { lineId: "1", base: 150_000 },
      { lineId: "2", base: 10 },
      { lineId: "3", base: 30 },
      { lineId: "4", base: 31 },
    ]);
    await handler(eventFor(taskIds));
    const common = { agentId, rateBps: 500, currency: "BRL", paidAt: "2026-11-20T17:03:10.000Z" };
    expect(await bookedFor(orderNo)).toEqual([
      { ...common, lineId: "1", base: 150_000, amount: 7_500 },
      // 0.5 rounds to the even 0, and the entry is there all the same; 1.5 rounds to 2; 1.55 to 2.
      { ...common, lineId: "2", base: 10, amount: 0 },
      { ...common, lineId: "3", base: 30, amount: 2 },
      { ...common, lineId: "4", base: 31, amount: 2 },
    ]);
    expect((await taskRow(sql, taskIds[0]!)).result).toEqual({
      entries: [
        { lineId: "1", role: "agent", base: 150_000, rateBps: 500, amount: 7_500 },
        { lineId: "2", role: "agent", base: 10, rateBps: 500, amount: 0 },
        { lineId: "3", role: "agent", base: 30, rateBps: 500, amount: 2 },
        { lineId: "4", role: "agent", base: 31, rateBps: 500, amount: 2 },
      ],
    });
  });

  test("stay exact for the largest amounts", async () => {
    const agentId = await agentWith(always(9_999));
    const { orderNo, taskIds } = await orderFor(agentId, [{ lineId: "1", base: 10 ** 12 - 1 }]);
    await handler(eventFor(taskIds));
    expect(await bookedFor(orderNo)).toMatchObject([{ base: 999_999_999_999, amount: 999_899_999_999 }]);
  });

  test("use the rate valid when the order was paid, however many there are", async () => {
    const agentId = await agentWith(
      always(100),
      { validFrom: "2026-11-20T17:03:10.000Z", rateBps: 200 },
      { validFrom: "2026-11-20T17:03:10.001Z", rateBps: 300 },
    );
    const { orderNo, taskIds } = await orderFor(agentId, [{ lineId: "1", base: 10_000 }]);
    await handler(eventFor(taskIds));
    expect(await bookedFor(orderNo)).toMatchObject([{ rateBps: 200, amount: 200 }]);
  });

  test("use the rate that a rule fixed before the agent's own, and without one", async () => {
    const [withRate, without] = [await agentWith(always(500)), await agentWith()];
    const one = await orderFor(withRate, [
      { lineId: "1", base: 1_000, rateBps: 1_000 },
      { lineId: "2", base: 1_000 },
    ]);
    const other = await orderFor(without, [{ lineId: "1", base: 1_000, rateBps: 0 }]);
    await handler(eventFor([...one.taskIds, ...other.taskIds]));
    expect((await bookedFor(one.orderNo)).map(({ amount }) => amount)).toEqual([100, 50]);
    expect(await bookedFor(other.orderNo)).toMatchObject([{ rateBps: 0, amount: 0 }]);
  });

  test("are refused without a rate, and booked when one was set and the task is retried", async () => {
    agents += 1;
    const agentId = `A-${agents}`;
    const order = await orderFor(agentId, [{ lineId: "1", base: 1_000 }]);
    const { orderNo, taskIds } = order;
    const [taskId] = taskIds as [string];
    await handler(eventFor(taskIds));
    expect(await taskRow(sql, taskId)).toMatchObject({
      status: "rejected",
      reason: `agent ${agentId} has no commission rate`,
    });

    await createAgent(sql, agentId);
    await addRate(sql, agentId, "-infinity", 700);
    await handler(eventFor(taskIds));
    expect((await taskRow(sql, taskId)).status).toBe("rejected");

    await retryTask(sql, order);
    await handler(eventFor(taskIds));
    expect(await bookedFor(orderNo)).toMatchObject([{ amount: 70 }]);
    expect(await taskRow(sql, taskId)).toMatchObject({ status: "done", reason: null });
  });

  test("are refused as a whole when the only rates came later", async () => {
    const agentId = await agentWith({ validFrom: "2027-01-01T00:00:00.000Z", rateBps: 500 });
    const { orderNo, taskIds } = await orderFor(agentId, [
      { lineId: "1", base: 1_000, rateBps: 100 },
      { lineId: "2", base: 1_000 },
    ]);
    await handler(eventFor(taskIds));
    expect((await taskRow(sql, taskIds[0]!)).reason).toBe(
      `agent ${agentId} has no commission rate valid at ${PAID_AT}`,
    );
    expect(await bookedFor(orderNo)).toEqual([]);
  });

  test("use the rate of the client's own agent where two clients have agents of one id", async () => {
    const agentId = await agentWith(always(500));
    await createAgent(sql, agentId, "other-shop");
    await addRate(sql, agentId, "-infinity", 1_000, "other-shop");
    const entries = [{ lineId: "1", base: 10_000 }];
    const own = await orderFor(agentId, entries);
    const others = await Promise.all(
      ["other-shop", "third-shop"].map((clientId) =>
        acceptOrder(sql, {
          clientId,
          lines: [laptop({ lineId: "1", unitPrice: 10_000 })],
          tasks: [commissionTask(agentId, entries)],
        }),
      ),
    );
    await handler(eventFor([own, ...others].flatMap(({ taskIds }) => taskIds)));
    const booked = [own, ...others].map(({ orderNo }) => bookedFor(orderNo));
    expect(await Promise.all(booked)).toMatchObject([[{ amount: 500 }], [{ amount: 1_000 }], []]);
    expect((await taskRow(sql, others[1]!.taskIds[0]!)).reason).toBe(
      `agent ${agentId} has no commission rate`,
    );
  });

  test("are booked once, however often and however concurrently their messages come", async () => {
    const agentId = await agentWith(always(500));
    const orders = await Promise.all(
      Array.from({ length: 4 }, () => orderFor(agentId, [{ lineId: "1", base: 1_000 }])),
    );
    const taskIds = orders.flatMap((order) => order.taskIds);
    expect(await deliverRepeatedly(handler, taskIds)).toEqual([]);
    for (const { orderNo } of orders) expect(await bookedFor(orderNo)).toHaveLength(1);
  });

  test("of other messages in the batch are booked when one task names a line that its order does not have", async () => {
    const agentId = await agentWith(always(500));
    const good = await orderFor(agentId, [{ lineId: "1", base: 1_000 }]);
    const bad = await acceptOrder(sql, {
      lines: [book({ lineId: "1" })],
      tasks: [commissionTask(agentId, [{ lineId: "7", base: 1_000 }])],
    });
    const event = eventFor([...bad.taskIds, ...good.taskIds]);
    expect(failedTaskIds(event, await handler(event))).toEqual(bad.taskIds);
    expect(await bookedFor(good.orderNo)).toHaveLength(1);
    expect(await taskRow(sql, bad.taskIds[0]!)).toMatchObject({ status: "pending", attempts: 1 });
  });
});

test("a task whose row violates a constraint has SQLSTATE and constraint in last_error, and no value", async () => {
  await sql.execute(
    "alter table commission_entries add constraint no_canary check (agent_id <> 'CANARY') not valid",
  );
  await createAgent(sql, "CANARY");
  await addRate(sql, "CANARY", "-infinity", 500);
  const { taskIds } = await orderFor("CANARY", [{ lineId: "1", base: 10 }]);
  await handler(eventFor(taskIds));
  const { lastError } = await taskRow(sql, taskIds[0]!);
  expect(lastError).toBe(
    "DatabaseStatementError: SQLSTATE 23514, constraint no_canary, table commission_entries",
  );
});
