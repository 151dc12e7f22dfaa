/** Tasks that wait for several others. */
import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { acceptOrder, book, emailTask, slipTask } from "../../test/support/orders.ts";
import { openDatabase } from "./sql.ts";
import { reopenTask } from "./task-retries.ts";
import { completeTasks, type Outcome } from "./tasks.ts";

const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 4 });
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

const NOW = "2026-11-20T17:05:00.000Z";

/** An order with three slips and a mail that waits for all of them. */
const orderWithMail = async () => {
  const slips = ["shipping", "royalties", "wrapping"].map((destination) => slipTask(destination, ["1"]));
  const [first, ...others] = slips.map(({ key }) => key) as [string, ...string[]];
  const mail = { ...emailTask("streaming-links", ["1"], first), alsoDependsOn: others };
  const { orderId, taskIds } = await acceptOrder(sql, {
    lines: [book({ lineId: "1" })],
    tasks: [...slips, mail],
  });
  return { orderId, slips: taskIds.slice(0, 3), mail: taskIds[3]! };
};

const done = (taskId: string): Outcome => ({
  taskId,
  status: "done",
  result: { packingSlip: "2026-000001" },
});
const rejected = (taskId: string): Outcome => ({
  taskId,
  status: "rejected",
  reason: "no address",
  cause: { code: "no-shipping-address" },
});

/** @returns the ids of the released tasks */
const complete = async (...outcomes: Outcome[]): Promise<string[]> => {
  const released = await sql.transaction((tx) => completeTasks(tx, outcomes, NOW));
  return released.map(({ taskId }) => taskId);
};

const stateOf = (taskId: string) =>
  sql.one<Record<string, unknown>>(
    `select status, blocked, open_dependencies as open, finished_at is not null as ended from tasks where task_id = $1`,
    [taskId],
  );

const retry = (orderId: string, taskId: string) =>
  sql.transaction((tx) =>
    reopenTask(
      tx,
      { ownerId: "test-shop", orderId, taskId },
      { retryId: randomUUID(), clientId: "test-shop", requestedAt: NOW, requestedBy: "test" },
    ),
  );

describe("a task that waits for several", () => {
  test("is released by the last of them alone", async () => {
    const { slips, mail } = await orderWithMail();
    expect(await complete(done(slips[2]!))).toEqual([]);
    expect(await complete(done(slips[0]!))).toEqual([]);
    expect(await stateOf(mail)).toEqual({ status: "pending", blocked: true, open: 1, ended: false });
    expect(await complete(done(slips[1]!))).toEqual([mail]);
    expect(await stateOf(mail)).toEqual({ status: "queued", blocked: false, open: 0, ended: false });
  });

  test("is released once when all of them end in one batch", async () => {
    const { slips, mail } = await orderWithMail();
    expect(await complete(...slips.map(done))).toEqual([mail]);
  });

  test("is released exactly once when they end in concurrent transactions", async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, orderWithMail));
    const released = await Promise.all(
      orders.flatMap(({ slips }) => slips.map((slip) => complete(done(slip)))),
    );
    expect(released.flat().toSorted()).toEqual(orders.map(({ mail }) => mail).toSorted());
  });

  test("is skipped when one is rejected, whatever the others do, and in one batch too", async () => {
    const one = await orderWithMail();
    expect(await complete(rejected(one.slips[0]!))).toEqual([]);
    expect(await stateOf(one.mail)).toEqual({ status: "skipped", blocked: false, open: 3, ended: true });
    expect(await complete(done(one.slips[1]!), done(one.slips[2]!))).toEqual([]);
    expect(await stateOf(one.mail)).toMatchObject({ status: "skipped", open: 1 });

    const other = await orderWithMail();
    expect(await complete(done(other.slips[0]!), rejected(other.slips[1]!), done(other.slips[2]!))).toEqual(
      [],
    );
    expect(await stateOf(other.mail)).toMatchObject({ status: "skipped", open: 1 });
  });

  test("follows once every rejected one has been retried with success", async () => {
    const { orderId, slips, mail } = await orderWithMail();
    await complete(rejected(slips[0]!), rejected(slips[1]!));
    await complete(done(slips[2]!));
    await retry(orderId, slips[1]!);
    expect(await complete(done(slips[1]!))).toEqual([]);
    expect(await stateOf(mail)).toMatchObject({ status: "skipped", open: 1 });
    await retry(orderId, slips[0]!);
    expect(await complete(done(slips[0]!))).toEqual([mail]);
    expect(await stateOf(mail)).toEqual({ status: "queued", blocked: false, open: 0, ended: false });
  });
});

test("a task that waits for one needs no count and no further row", async () => {
  const slip = slipTask("shipping", ["1"]);
  const { taskIds } = await acceptOrder(sql, {
    lines: [book({ lineId: "1" })],
    tasks: [slip, emailTask("streaming-links", ["1"], slip.key)],
  });
  expect(await stateOf(taskIds[1]!)).toMatchObject({ blocked: true, open: null });
  expect(await complete(done(taskIds[0]!))).toEqual([taskIds[1]]);
  const rows = await sql.many("select 1 from further_dependencies where task_id = $1", [taskIds[1]!]);
  expect(rows).toEqual([]);
});
