import { beforeEach, expect, test } from "vitest";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, laptop, slipTask } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** Accepts orders with one slip task each. @returns the ids of the tasks */
const accept = async (count: number, receivedAt: string): Promise<string[]> => {
  const orders = await Promise.all(
    Array.from({ length: count }, () =>
      acceptOrder(stack.sql, {
        lines: [laptop({ lineId: "1" })],
        tasks: [slipTask("shipping", ["1"])],
        receivedAt,
      }),
    ),
  );
  return orders.flatMap(({ taskIds }) => taskIds);
};

const setQueuedAt = (taskIds: readonly string[], queuedAt: string) =>
  stack.sql.execute("update tasks set status = 'queued', queued_at = $2 where task_id = any($1)", [
    taskIds,
    queuedAt,
  ]);

const waitingSince = async (taskId: string): Promise<number> =>
  (
    await stack.sql.one<{ minutes: number }>(
      "select extract(epoch from now() - queued_at)::int / 60 as minutes from tasks where task_id = $1",
      [taskId],
    )
  ).minutes;

beforeEach(async () => {
  await stack.sql.execute(
    "update tasks set status = 'skipped', finished_at = now() where status in ('pending', 'queued')",
  );
  await stack.purge("packing_slip");
});

test("a backlog older than the lost-after period is not published again while its messages are in the queue", async () => {
  const taskIds = await accept(30, minutesAgo(40));
  expect(await handler(undefined)).toMatchObject({ published: 30 });
  await setQueuedAt(taskIds, minutesAgo(30));
  expect(await handler(undefined)).toMatchObject({ published: 0 });
  expect(await handler(undefined)).toMatchObject({ published: 0 });
  expect(await stack.waiting("packing_slip")).toBe(30);
});

test("queued tasks are published again, once, after their queue was purged", async () => {
  const taskIds = await accept(3, minutesAgo(40));
  await handler(undefined);
  await setQueuedAt(taskIds, minutesAgo(16));
  await stack.purge("packing_slip");
  expect(await handler(undefined)).toMatchObject({ published: 3 });
  expect(await handler(undefined)).toMatchObject({ published: 0 });
});

test("tasks published less than the lost-after period ago are left alone, even when the queue is empty", async () => {
  const taskIds = await accept(3, minutesAgo(40));
  await setQueuedAt(taskIds, minutesAgo(14));
  expect(await handler(undefined)).toMatchObject({ published: 0 });
});

test("of a long queue that lost some messages, as many as are missing are published again, oldest first", async () => {
  const waiting = await accept(6, minutesAgo(40));
  await handler(undefined);
  const lost = await accept(4, minutesAgo(50));
  await setQueuedAt(lost, minutesAgo(45));
  await setQueuedAt(waiting, minutesAgo(30));
  expect(await handler(undefined)).toMatchObject({ published: 4 });
  for (const taskId of lost) expect(await waitingSince(taskId)).toBe(0);
  for (const taskId of waiting) expect(await waitingSince(taskId)).toBe(30);
});

test("a task whose message is lost is published again although its queue always has messages in flight", async () => {
  await accept(5, minutesAgo(1));
  await handler(undefined);
  const done = await accept(20, minutesAgo(10));
  await setQueuedAt(done, minutesAgo(10));
  await stack.sql.execute(
    "update tasks set status = 'done', result = '{}', finished_at = now() where task_id = any($1)",
    [done],
  );
  const [lost] = (await accept(1, minutesAgo(20))) as [string];
  await setQueuedAt([lost], minutesAgo(20));
  expect(await handler(undefined)).toMatchObject({ published: 1 });
  expect(await waitingSince(lost)).toBe(0);
});
