/**
 * A connection keeps the plans of its statements. Those that it makes while the database is new, whose tables are nearly empty and
 * were never analysed, must not read more as the tables grow.
 */
import { beforeAll, expect, test } from "vitest";
import { ADD_BENCH_AGENT, benchOrder } from "../bench/bench-order.ts";
import { LARGE_TABLES } from "../bench/lists/store-orders.ts";
import type { TaskType } from "../lib/tasks/registry.ts";
import { apiClient } from "../test/support/api-client.ts";
import { createClients, TEST_CLIENT } from "../test/support/client-data.ts";
import { eventFor, setEnvironment, startFunctionStack } from "../test/support/function-stack.ts";
import { readsOf, type TableReads } from "../test/support/table-reads.ts";
import { handler as commissions } from "./commissions/handler.ts";
import { handler as emails } from "./emails/handler.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as packingSlips } from "./packing-slips/handler.ts";

const HANDLERS = { packing_slip: packingSlips, email: emails, commission: commissions };
/** Postgres plans a prepared statement for its values five times, then keeps one plan. */
const ROUNDS_BEFORE = 8;
/** Until the indexes have their usual depth, which adds to each lookup. */
const FIRST_ORDERS = 100;
const MORE_ORDERS = 400;

const stack = await startFunctionStack();
beforeAll(async () => {
  setEnvironment({ DATABASE_POOL_MAX: "1", PREPARED_STATEMENTS: "true" });
  await createClients(stack.sql, TEST_CLIENT);
  for (const text of ADD_BENCH_AGENT) await stack.sql.execute(text, [TEST_CLIENT]);
});

let placed = 0;
const place = async (count: number): Promise<void> => {
  for (let more = 0; more < count; more++) {
    const body = benchOrder(`FRESH-${++placed}`);
    const { status, text } = await apiClient(orders)("POST /orders", { body });
    if (status !== 202) throw new Error(text);
  }
};

const NEW_TASKS = "select task_id, type from tasks where order_no > $1 order by task_id";

/** Accepts orders and carries out their tasks, in batches of one type. */
const work = async (count: number): Promise<void> => {
  const earlier = placed;
  await place(count);
  const tasks = await stack.sql.many<{ taskId: string; type: TaskType }>(NEW_TASKS, [earlier]);
  for (const [type, handle] of Object.entries(HANDLERS))
    await handle(eventFor(tasks.filter((task) => task.type === type).map(({ taskId }) => taskId)));
};

const readsOfWork = async () => {
  // What this connection read so far is counted before.
  await stack.sql.execute("select pg_stat_force_next_flush()");
  return readsOf(stack.sql, [...LARGE_TABLES, "emails"], () => work(4));
};
const blocksOf = (reads: readonly TableReads[]) =>
  Object.fromEntries(reads.map(({ table, blocks }) => [table, blocks]));

test("the functions read as much of a database that they filled as of one that was new", async () => {
  for (let round = 0; round < ROUNDS_BEFORE; round++) await work(2);
  await place(FIRST_ORDERS);
  const before = await readsOfWork();
  await place(MORE_ORDERS);
  const after = await readsOfWork();
  expect(after.filter(({ scanned }) => scanned > 0)).toEqual([]);
  for (const { table, blocks } of after)
    expect(blocks, `blocks of ${table}, ${JSON.stringify(blocksOf(before))} before`).toBeLessThan(
      1.5 * before.find((one) => one.table === table)!.blocks + 20,
    );
}, 60_000);
