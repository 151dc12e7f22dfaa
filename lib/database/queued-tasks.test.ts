import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { acceptOrder, laptop, slipTask } from "../../test/support/orders.ts";
import { lockUnconfirmed } from "./outbox.ts";
import { confirmSends, returnUnsent } from "./queued-tasks.ts";
import { openDatabase } from "./sql.ts";
import { completeTasks, recordAttempt } from "./tasks.ts";

const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 2 });
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

const QUEUED_AT = "2026-11-20T12:00:00.000Z";
const LATER = "2026-11-20T13:00:00.000Z";

/** A task as POST /orders stores it before it sends the message. */
const queuedTask = async (): Promise<string> => {
  const { taskIds } = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [slipTask("shipping", ["1"])],
  });
  await sql.execute(
    "update tasks set status = 'queued', queued_at = $2, send_unconfirmed = true where task_id = any($1)",
    [taskIds, QUEUED_AT],
  );
  return taskIds[0]!;
};

const stateOf = (taskId: string) =>
  sql.one<{ status: string; queuedAt: string | null }>(
    "select status, queued_at from tasks where task_id = $1",
    [taskId],
  );

const unconfirmed = async (): Promise<string[]> =>
  (
    await lockUnconfirmed(sql, { type: "packing_slip", from: "-infinity", limit: 100, queuedBefore: LATER })
  ).map(({ taskId }) => taskId);

test("a task whose message SQS did not accept returns to the outbox", async () => {
  const taskId = await queuedTask();
  expect(await unconfirmed()).toContain(taskId);
  await returnUnsent(sql, [taskId]);
  expect(await stateOf(taskId)).toEqual({ status: "pending", queuedAt: null });
  expect(await unconfirmed()).not.toContain(taskId);
});

test("a task that ended although SQS reported no success stays as it ended", async () => {
  const taskId = await queuedTask();
  await completeTasks(sql, [{ taskId, status: "done", result: { packingSlip: "2026-000001" } }], LATER);
  await returnUnsent(sql, [taskId]);
  expect(await stateOf(taskId)).toMatchObject({ status: "done" });
});

test("a task that a handler has locked or tried keeps its message", async () => {
  const [locked, tried] = [await queuedTask(), await queuedTask()];
  await recordAttempt(sql, tried, "a deadlock", { startedAt: QUEUED_AT, endedAt: QUEUED_AT });
  await sql.transaction(async (tx) => {
    await tx.execute("select 1 from tasks where task_id = $1 for update", [locked]);
    await returnUnsent(sql, [locked, tried]);
  });
  expect(await stateOf(locked)).toMatchObject({ status: "queued" });
  expect(await stateOf(tried)).toMatchObject({ status: "queued" });
  expect(await unconfirmed()).not.toContain(tried);
});

test("a task whose message is known to exist, because its mail waits for its turn, gets no other", async () => {
  const taskId = await queuedTask();
  await confirmSends(sql, [taskId]);
  expect(await unconfirmed()).not.toContain(taskId);
  expect(await stateOf(taskId)).toEqual({ status: "queued", queuedAt: QUEUED_AT });
});
