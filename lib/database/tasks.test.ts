import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { acceptOrder, laptop, slipTask } from "../../test/support/orders.ts";
import { openDatabase } from "./sql.ts";
import { postponeTasks } from "./postponements.ts";
import { markQueued } from "./queued-tasks.ts";
import { lockTasks } from "./tasks.ts";

const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 2 });
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

const statusOf = async (taskId: string) =>
  (await sql.one<{ status: string }>("select status from tasks where task_id = $1", [taskId])).status;

const slipOrder = () =>
  acceptOrder(sql, { lines: [laptop({ lineId: "1" })], tasks: [slipTask("shipping", ["1"])] });

test("a task postponed before its publisher marks it as queued stays in the outbox", async () => {
  const { taskIds } = await slipOrder();
  const [taskId] = taskIds as [string];
  await postponeTasks(sql, [{ taskId, notBefore: "2026-11-20T12:00:02.000Z", lastError: "throttled" }]);
  await markQueued(sql, taskIds, "2026-11-20T12:00:00.000Z");
  expect(await statusOf(taskId)).toBe("pending");
  await markQueued(sql, taskIds, "2026-11-20T12:00:02.000Z");
  expect(await statusOf(taskId)).toBe("queued");
});

test("a publisher does not wait for a handler that holds the task already", async () => {
  const orders = [await slipOrder(), await slipOrder()];
  const [held, free] = orders.map(({ taskIds }) => taskIds[0]!) as [string, string];
  await sql.transaction(async (tx) => {
    await lockTasks(tx, "packing_slip", [held]);
    await markQueued(sql, [held, free], "2026-11-20T12:00:00.000Z");
  });
  expect([await statusOf(held), await statusOf(free)]).toEqual(["pending", "queued"]);
});
