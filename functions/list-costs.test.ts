/**
 * What the lists, searches, groups and reports of the API read, by the statistics of the database: no request scans a large
 * table, and what a page reads does not depend on the number of orders.
 */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { call, nameOf } from "../bench/lists/call.ts";
import { listRequests, type Viewer, VIEWERS } from "../bench/lists/requests.ts";
import { storeHistory } from "../bench/lists/store-orders.ts";
import { operations } from "../lib/contract/operations.ts";
import { closeDatabase, database } from "../lib/runtime/database-pool.ts";
import { queueVariable } from "../lib/tasks/queue-names.ts";
import { TASK_TYPES } from "../lib/tasks/registry.ts";
import { createTestDatabase } from "../test/support/database.ts";
import { setEnvironment } from "../test/support/function-stack.ts";

const HISTORY = { orders: 10_000, until: "2026-11-30T12:00:00.000Z" };
const NO_SERVER = "http://127.0.0.1:1";
/** Tables that grow with the orders; mails are so few here that a hash of all of them is the cheapest. */
const LARGE = [
  "orders",
  "order_lines",
  "order_terms",
  "tasks",
  "task_attempts",
  "packing_slips",
  "slip_print_items",
  "commission_entries",
  "membership_events",
];

const testDatabase = await createTestDatabase();
beforeAll(async () => {
  setEnvironment({
    DATABASE_URL: testDatabase.functionsUrl,
    DATABASE_POOL_MAX: "1",
    AWS_ENDPOINT_URL_SQS: NO_SERVER,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ...Object.fromEntries(TASK_TYPES.map((type) => [queueVariable(type), `${NO_SERVER}/${type}`])),
  });
  await storeHistory(testDatabase.url, HISTORY);
}, 300_000);
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
  vi.unstubAllEnvs();
});

type Counts = { readonly scanned: number; readonly blocks: number };

const COUNTS = `
select relname as table, seq_tup_read::integer as scanned,
       (heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)
        + coalesce(toast_blks_hit + toast_blks_read, 0))::integer as blocks
from pg_stat_user_tables join pg_statio_user_tables using (relid, relname) where relname = any ($1)`;

const countsNow = async (): Promise<ReadonlyMap<string, Counts>> => {
  // The pool has one connection, whose statistics would be flushed later.
  await database().execute("select pg_stat_force_next_flush()");
  const { rows } = await testDatabase.pool.query<Counts & { table: string }>(COUNTS, [LARGE]);
  return new Map(rows.map(({ table, ...counts }) => [table, counts]));
};

const sizesOf = async (): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await testDatabase.pool.query<{ table: string; size: number }>(
    "select relname as table, n_live_tup::integer as size from pg_stat_user_tables where relname = any ($1)",
    [LARGE],
  );
  return new Map(rows.map(({ table, size }) => [table, size]));
};

const cases = listRequests(HISTORY).flatMap((request) =>
  VIEWERS.map((viewer): [string, Viewer, typeof request] => [nameOf(request), viewer, request]),
);

test.each(cases)(
  "GET %s for %s scans no large table, and a page reads few blocks",
  async (_, viewer, request) => {
    // The first call loads the rulebook and counts rules.
    await call(request, viewer);
    const [before, sizes] = [await countsNow(), await sizesOf()];
    await call(request, viewer);
    const after = await countsNow();
    const read = LARGE.map((table) => ({
      table,
      scanned: after.get(table)!.scanned - before.get(table)!.scanned,
      blocks: after.get(table)!.blocks - before.get(table)!.blocks,
    }));
    if (request.isBroad) return;
    expect(read.filter(({ table, scanned }) => scanned > 0 && scanned >= sizes.get(table)!)).toEqual([]);
    expect(read.reduce((sum, { blocks }) => sum + blocks, 0)).toBeLessThan(6_000);
  },
);

/** Of one list, and of one customer. */
const NOT_OF_ORDERS = ["/customers/{customerId}/export", "/lists/{listId}/versions"];

test("every list of the API is among them", () => {
  const asked = new Set(listRequests(HISTORY).map(({ path }) => path));
  const lists = Object.values(operations).filter(
    (operation) =>
      operation.method === "GET" && "query" in operation && "limit" in (operation.query?.shape ?? {}),
  );
  const missing = lists.map(({ path }) => path).filter((path) => !asked.has(path));
  expect(missing.toSorted()).toEqual(NOT_OF_ORDERS);
});
