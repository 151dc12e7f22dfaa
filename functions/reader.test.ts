/** Which requests read from a replica, when the deployment has one, and that all others stay on the writer. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { call, nameOf } from "../bench/lists/call.ts";
import { listRequests } from "../bench/lists/requests.ts";
import { storeHistory } from "../bench/lists/store-orders.ts";
import { cloneDatabase, dropDatabase } from "../dev/postgres/databases.ts";
import { closeDatabase } from "../lib/runtime/database-pool.ts";
import { queueVariable } from "../lib/tasks/queue-names.ts";
import { TASK_TYPES } from "../lib/tasks/registry.ts";
import { apiClient } from "../test/support/api-client.ts";
import { createTestDatabase } from "../test/support/database.ts";
import { setEnvironment } from "../test/support/function-stack.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as rulebooks } from "./rulebooks/handler.ts";

const HISTORY = { orders: 100, until: "2026-11-30T12:00:00.000Z" };
const NO_SERVER = "http://127.0.0.1:1";

/** Everything else is read from the writer, also what a caller has just written and reads again. */
const FROM_REPLICA = [
  "/orders",
  "/tasks",
  "/tasks/groups",
  "/packing-slips",
  "/mails",
  "/memberships",
  "/audit",
  "/overview",
  "/stats",
  "/statements/{month}",
  "/royalties/{month}",
  "/agents/{agentId}/statements/{month}",
  "/rulebooks/{version}/usage",
];

const writer = await createTestDatabase();
const writerName = new URL(writer.url).pathname.slice(1);
const replicaName = `test_${randomBytes(6).toString("hex")}`;
const { adminUrl } = inject("testDatabases");
/** The same data in another database, in which nothing can be written. */
const replicaUrl = `${writer.functionsUrl.replace(writerName, replicaName)}${encodeURIComponent(" -c default_transaction_read_only=on")}`;

beforeAll(async () => {
  await storeHistory(writer.url, HISTORY);
  await cloneDatabase(adminUrl, writerName, replicaName);
  setEnvironment({
    DATABASE_URL: writer.functionsUrl,
    DATABASE_READER_URL: replicaUrl,
    DATABASE_POOL_MAX: "1",
    AWS_ENDPOINT_URL_SQS: NO_SERVER,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ...Object.fromEntries(TASK_TYPES.map((type) => [queueVariable(type), `${NO_SERVER}/${type}`])),
  });
}, 120_000);
afterAll(async () => {
  await closeDatabase();
  await writer.drop();
  await dropDatabase(adminUrl, replicaName);
  vi.unstubAllEnvs();
});

/** The databases in which `run` has executed statements. */
const databasesOf = async (run: () => Promise<unknown>): Promise<string[]> => {
  const { rows: started } = await writer.pool.query("select clock_timestamp() as at");
  await run();
  const { rows } = await writer.pool.query(
    `select distinct case datname when $1 then 'writer' else 'replica' end as used from pg_stat_activity
     where application_name = 'despacho' and datname in ($1, $2) and state_change > $3 order by used`,
    [writerName, replicaName, started[0].at],
  );
  return rows.map(({ used }) => used);
};

const ofPaths = new Map(listRequests(HISTORY).map((request) => [request.path, request]));

test.each([...ofPaths.values()].map((request) => [nameOf(request), request] as const))(
  "GET %s reads from where it should",
  async (_, request) => {
    const used = await databasesOf(() => call(request, "shop-1"));
    expect(used.includes("replica")).toBe(FROM_REPLICA.includes(request.path));
  },
);

test("an order and its tasks, which may have just been stored, are read from the writer", async () => {
  const read = async () => {
    const { status, json } = await apiClient(orders)("GET /orders/{orderId}", {
      client: "shop-1",
      params: { orderId: "WEB-1" },
    });
    expect(status).toBe(200);
    const { taskId } = json.tasks[0];
    expect(
      (await apiClient(orders)("GET /tasks/{taskId}", { client: "shop-1", params: { taskId } })).status,
    ).toBe(200);
  };
  expect(await databasesOf(read)).toEqual(["writer"]);
});

test("a simulation reads its orders from the replica", async () => {
  const simulate = async () => {
    const { status } = await apiClient(rulebooks)("POST /rulebooks/{version}/simulation", {
      client: "shop-1",
      params: { version: "1" },
      body: {},
    });
    expect(status).toBe(200);
  };
  expect(await databasesOf(simulate)).toContain("replica");
});

test("while the replica cannot be reached, lists are read from the writer", async () => {
  await closeDatabase();
  setEnvironment({ DATABASE_READER_URL: "postgres://127.0.0.1:1/none" });
  const [list] = listRequests(HISTORY);
  expect(await databasesOf(() => call(list!, "shop-1"))).toEqual(["writer"]);
});
