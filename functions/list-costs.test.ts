/**
 * What the lists, searches, groups and reports of the API read, by the statistics of the database: no request scans a large
 * table, and what a page reads does not depend on the number of orders.
 */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { call, nameOf } from "../bench/lists/call.ts";
import { listRequests, type Viewer, VIEWERS } from "../bench/lists/requests.ts";
import { LARGE_TABLES, storeHistory } from "../bench/lists/store-orders.ts";
import { operations } from "../lib/contract/operations.ts";
import { openDatabase } from "../lib/database/sql.ts";
import { closeDatabase } from "../lib/runtime/database-pool.ts";
import { queueVariable } from "../lib/tasks/queue-names.ts";
import { TASK_TYPES } from "../lib/tasks/registry.ts";
import { createTestDatabase } from "../test/support/database.ts";
import { setEnvironment } from "../test/support/function-stack.ts";
import { readsOf, scannedTables } from "../test/support/table-reads.ts";

const HISTORY = { orders: 10_000, until: "2026-11-30T12:00:00.000Z" };
const NO_SERVER = "http://127.0.0.1:1";
const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 1 });
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
  await Promise.all([closeDatabase(), sql.end()]);
  await testDatabase.drop();
  vi.unstubAllEnvs();
});

const cases = listRequests(HISTORY).flatMap((request) =>
  VIEWERS.map((viewer): [string, Viewer, typeof request] => [nameOf(request), viewer, request]),
);

test.each(cases)(
  "GET %s for %s scans no large table, and a page reads few blocks",
  async (_, viewer, request) => {
    // The first call loads the rulebook and counts rules.
    await call(request, viewer);
    const reads = await readsOf(sql, LARGE_TABLES, () => call(request, viewer));
    if (request.isBroad) return;
    expect(scannedTables(reads)).toEqual([]);
    expect(reads.reduce((sum, { blocks }) => sum + blocks, 0)).toBeLessThan(6_000);
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
