import { describe, expect, test } from "vitest";
import { handler } from "../../functions/commissions/handler.ts";
import { database } from "../runtime/database-pool.ts";
import { createAgent } from "../../test/support/client-data.ts";
import { eventFor, failedTaskIds, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import { acceptOrder, commissionTask, laptop, retryTask } from "../../test/support/orders.ts";
import { queueFunction } from "./queue-function.ts";
import { transactionalBatch } from "./transactional-batch.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await createAgent(sql, "A-1");
// A statement on an order of this amount fails as the trigger's argument says.
await sql.execute(`create function fail_with() returns trigger language plpgsql as $$
  begin
    if new.base = 66600 then raise exception 'carlos@example.com' using errcode = tg_argv[0]; end if;
    return new;
  end $$`);

const order = (base = 150_000) =>
  acceptOrder(sql, {
    lines: [laptop({ lineId: "1", unitPrice: base })],
    tasks: [commissionTask("A-1", [{ lineId: "1", base, rateBps: 500 }])],
  });

const failWith = async (sqlState: string): Promise<void> => {
  await sql.execute("drop trigger if exists fail on commission_entries");
  await sql.execute(
    `create trigger fail before insert on commission_entries for each row execute function fail_with('${sqlState}')`,
  );
};

describe.each(["57014", "53200", "53400", "22012", "23514"])(
  "a statement of a task that fails with %s",
  (sqlState) => {
    test("is an attempt of the task, which ends as failed after five and can be retried", async () => {
      await failWith(sqlState);
      const bad = await order(66_600);
      const good = await order();
      const [taskId] = bad.taskIds as [string];
      for (const attempts of [1, 2, 3, 4]) {
        const event = eventFor([taskId, ...good.taskIds]);
        expect(failedTaskIds(event, await handler(event))).toEqual([taskId]);
        expect(await taskRow(sql, taskId)).toMatchObject({ attempts });
      }
      expect(await taskRow(sql, good.taskIds[0]!)).toMatchObject({ status: "done", attempts: 1 });
      const event = eventFor([taskId]);
      expect(failedTaskIds(event, await handler(event))).toEqual([]);
      const row = await taskRow(sql, taskId);
      expect(row).toMatchObject({ status: "failed", attempts: 5, reason: "attempts used up" });
      expect(row.lastError).toContain(`SQLSTATE ${sqlState}`);
      expect(row.lastError).not.toContain("carlos");

      expect((await retryTask(sql, bad)).kind).toBe("accepted");
      // The retry has all five attempts.
      const again = eventFor([taskId]);
      expect(failedTaskIds(again, await handler(again))).toEqual([taskId]);
      expect(await taskRow(sql, taskId)).toMatchObject({ status: "pending", attempts: 6 });
    });
  },
);

test.each(["57P01", "57P03", "08006", "53300"])("an outage (%s) uses up no attempt", async (sqlState) => {
  await failWith(sqlState);
  const { taskIds } = await order(66_600);
  for (const receiveCount of [1, 2, 3, 4]) {
    const event = eventFor(taskIds, receiveCount);
    expect(failedTaskIds(event, await handler(event))).toEqual(taskIds);
  }
  expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "pending", attempts: 0 });
});

test("after an outage that used up all receives, the message is replaced and a small error does not end the task", async () => {
  const { taskIds } = await order();
  const broken = queueFunction(
    "commission",
    transactionalBatch("commission", () => database().one("select 1/0") as Promise<never>),
  );
  const last = eventFor(taskIds, 5);
  expect(failedTaskIds(last, await broken(last))).toEqual([]);
  expect(await taskRow(sql, taskIds[0]!)).toMatchObject({ status: "pending", attempts: 1 });
  // The copy has a receive count of its own.
  expect(await stack.waiting("commission", "dlq")).toBe(0);
  await expect
    .poll(
      async () => {
        await stack.deliver("commission", handler);
        return (await taskRow(sql, taskIds[0]!)).status;
      },
      { timeout: 90_000, interval: 500 },
    )
    .toBe("done");
});
