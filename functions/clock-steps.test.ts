/** Functions on a machine whose clock is wrong, or is stepped while they run. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { now } from "../lib/runtime/clock.ts";
import { followDatabaseClock } from "../lib/runtime/database-clock.ts";
import { closeDatabase } from "../lib/runtime/database-pool.ts";
import { environment } from "../lib/runtime/environment.ts";
import {
  eventFor,
  failedTaskIds,
  setEnvironment,
  startFunctionStack,
  taskRow,
} from "../test/support/function-stack.ts";
import { acceptOrder, emailTask, putLink, video } from "../test/support/orders.ts";
import { handler as emails } from "./emails/handler.ts";
import { handler as relay } from "./relay/handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await putLink(sql, "VIDEO-SKI", "https://videos.example.com/ski");

const MINUTE_MS = 60_000;
/** Two steps forward and two back, each from where the step before has led. */
const STEPS = [5, 180, -180, -5].map((minutes) => minutes * MINUTE_MS);

const step = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: performance.timeOrigin + performance.now() }));
afterEach(() => vi.useRealTimers());

const secondsFromDatabase = async (): Promise<number> => {
  const { ahead } = await sql.one<{ ahead: number }>(
    "select extract(epoch from $1::timestamptz - clock_timestamp())::float8 as ahead",
    [now()],
  );
  return ahead;
};

const streamingOrder = () =>
  acceptOrder(sql, { lines: [video({ lineId: "1" })], tasks: [emailTask("streaming-links", ["1"])] });

const statusOf = async (taskId: string) => (await taskRow(sql, taskId)).status;

describe("the time of a function", () => {
  test.each(STEPS)("is that of the database when its machine's clock is stepped by %s ms", async (by) => {
    await followDatabaseClock();
    step(by);
    expect(await secondsFromDatabase()).toBeCloseTo(0, 0);
    await followDatabaseClock();
    expect(await secondsFromDatabase()).toBeCloseTo(0, 0);
  });

  test("goes on while the database does not respond", async () => {
    await followDatabaseClock();
    step(60 * MINUTE_MS);
    const { DATABASE_URL } = environment();
    await closeDatabase();
    setEnvironment({ DATABASE_URL: "postgres://unknown@127.0.0.1:1/nothing" });
    await followDatabaseClock();
    await closeDatabase();
    setEnvironment({ DATABASE_URL });
    expect(await secondsFromDatabase()).toBeCloseTo(0, 0);
  });
});

test("a mail that waits for the end of a lease is not sent earlier when the clock is stepped forward", async () => {
  const { order, taskIds } = await streamingOrder();
  await sql.execute(
    `insert into emails (task_id, template, recipient, claim, claimed_until)
     values ($1, 'streaming-links', $2, gen_random_uuid(), now() + interval '15 seconds')`,
    [taskIds[0], order.customer.email],
  );
  step(60 * MINUTE_MS);
  const event = eventFor(taskIds);
  expect(failedTaskIds(event, await emails(event))).toEqual(taskIds);
  expect(await stack.mailsTo(order.customer.email)).toEqual([]);
});

test("a mail of an invocation whose clock is an hour behind is sent", async () => {
  step(-60 * MINUTE_MS);
  const { order, taskIds } = await streamingOrder();
  await sql.execute("update tasks set not_before = now() - interval '1 second' where task_id = $1", [
    taskIds[0],
  ]);
  await emails(eventFor(taskIds));
  expect(await stack.mailsTo(order.customer.email)).toHaveLength(1);
  expect(await statusOf(taskIds[0]!)).toBe("done");
});

test("a task that was published while the clock was an hour ahead gets another message when its own is lost", async () => {
  const { taskIds } = await streamingOrder();
  step(60 * MINUTE_MS);
  await relay({ republish: "queued" });
  expect(await statusOf(taskIds[0]!)).toBe("queued");
  step(-60 * MINUTE_MS);
  await stack.purge("email");
  // As if the lost-after period was over.
  await sql.execute(
    "update tasks set queued_at = queued_at - make_interval(secs => $1) where task_id = any($2)",
    [environment().LOST_AFTER_SECONDS + 1, taskIds],
  );
  expect((await relay(undefined)).published).toBe(1);
  expect(await stack.waiting("email")).toBe(1);
});
