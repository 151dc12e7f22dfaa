/** Reversals of commissions: negative entries in the month of the cancellation, never more than was booked. */
import { expect, test } from "vitest";
import { reversalTask, storeCancellation } from "../../test/support/cancelled-orders.ts";
import { addRate, createAgent } from "../../test/support/client-data.ts";
import {
  deliverRepeatedly,
  eventFor,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import { type AcceptedOrder, acceptOrder, commissionTask, laptop } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await createAgent(sql, "A-1");
await addRate(sql, "A-1", "-infinity", 500);

const AT = "2027-01-01T02:00:00.000Z";

/** An order of three laptops of R$ 100,10 at 5 %, whose commission of R$ 15,02 is booked. */
const sold = async (): Promise<AcceptedOrder> => {
  const order = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1", quantity: 3, unitPrice: 10_010 })],
    tasks: [commissionTask("A-1", [{ lineId: "1", base: 30_030 }])],
  });
  await handler(eventFor(order.taskIds));
  return order;
};

const reverse = async (
  order: AcceptedOrder,
  cancellationId: string,
  { quantity = 1, base = 10_010, amount = 501, taskId = order.taskIds[0]! } = {},
): Promise<string> => {
  const entries = [{ lineId: "1", role: "agent" as const, base, rateBps: 500, amount }];
  const [reversalId] = await storeCancellation(sql, order, {
    cancellationId,
    at: AT,
    lines: [{ lineId: "1", quantity, amount: base }],
    tasks: [reversalTask("A-1", { taskId, cancellationId, at: AT, entries })],
  });
  return reversalId!;
};

const ledgerOf = ({ orderNo }: AcceptedOrder) =>
  sql.many(
    `select l.kind, l.debit, l.credit, l.amount, to_char(l.month, 'YYYY-MM') as month from ledger l
     join commission_entries e using (entry_id) where e.order_no = $1 order by e.booked_at, e.cancellation_id nulls first`,
    [orderNo],
  );

test("a reversal is booked negative, in the month of the cancellation in São Paulo, with both legs turned round", async () => {
  const order = await sold();
  const taskId = await reverse(order, "RF-1");
  await handler(eventFor([taskId]));
  expect(await taskRow(sql, taskId)).toMatchObject({
    status: "done",
    result: { entries: [{ lineId: "1", role: "agent", base: -10_010, rateBps: 500, amount: -501 }] },
  });
  expect(await ledgerOf(order)).toEqual([
    {
      kind: "commission",
      debit: "commission-expense",
      credit: "agents-payable",
      amount: 1_502,
      month: "2026-11",
    },
    {
      kind: "reversal",
      debit: "agents-payable",
      credit: "commission-expense",
      amount: 501,
      month: "2026-12",
    },
  ]);
  expect(
    await sql.many(
      `select kind, amount, cancellation_id, to_char(month, 'YYYY-MM') as month from reporting.commission_entries
       where order_id = $1 order by amount`,
      [order.orderId],
    ),
  ).toEqual([
    { kind: "reversal", amount: -501, cancellationId: "RF-1", month: "2026-12" },
    { kind: "commission", amount: 1_502, cancellationId: null, month: "2026-11" },
  ]);
});

test("a reversal is booked once, however often and however concurrently its message comes", async () => {
  const order = await sold();
  const taskIds = [await reverse(order, "RF-1"), await reverse(order, "RF-2", { amount: 500 })];
  expect(await deliverRepeatedly(handler, taskIds)).toEqual([]);
  expect(await ledgerOf(order)).toHaveLength(3);
});

test("reversals that exceed an entry together are refused by the database, and others of the batch are booked", async () => {
  const [order, other] = [await sold(), await sold()];
  await handler(eventFor([await reverse(order, "RF-1", { quantity: 2, base: 20_020, amount: 1_001 })]));
  const excessive = await reverse(order, "RF-2", { amount: 502 });
  const good = await reverse(other, "RF-1");
  await handler(eventFor([excessive, good]));
  expect((await taskRow(sql, excessive)).lastError).toBe(
    "DatabaseStatementError: SQLSTATE 23514, constraint reversals_within_entry, table commission_entries",
  );
  expect((await taskRow(sql, good)).status).toBe("done");
  expect(await ledgerOf(order)).toHaveLength(2);
});

test("reversals of one entry at the same moment never exceed it together", async () => {
  const order = await sold();
  const taskIds = await Promise.all(
    ["RF-1", "RF-2", "RF-3"].map((id) => reverse(order, id, { amount: 751, base: 15_015 })),
  );
  await Promise.all(taskIds.map((taskId) => handler(eventFor([taskId]))));
  const [, ...reversals] = await ledgerOf(order);
  expect(reversals).toHaveLength(2);
});

test("a part of which the rounded amount is more than the rounded base is booked", async () => {
  const order = await sold();
  const taskId = await reverse(order, "RF-1", { base: 0, amount: 1 });
  await handler(eventFor([taskId]));
  expect((await taskRow(sql, taskId)).status).toBe("done");
});

test("a reversal of an entry that was not booked fails at once", async () => {
  const order = await sold();
  const taskId = await reverse(order, "RF-1", { taskId: "019aa000-0000-7000-8000-00000000ffff" });
  await handler(eventFor([taskId]));
  expect(await taskRow(sql, taskId)).toMatchObject({
    status: "failed",
    lastError: "AppError: a reversal names an entry that was not booked",
  });
});
