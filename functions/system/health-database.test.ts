import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { prepareDatabase } from "../migrate/migrate.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { startSilentProxy } from "../../test/support/silent-proxy.ts";
import { handler } from "./handler.ts";

followMachineClock();

await startFunctionStack();
const health = () => apiClient(handler)("GET /health", { client: null });

const postgres = await startTemporaryPostgres();
const url = postgres.urlOf("postgres");
await prepareDatabase(url);
const admin = openDatabase({ url, poolSize: 1 });
afterAll(async () => {
  await admin.end();
  await postgres.stop();
});

let minutes = 0;

/** Health after the interval in which a successful write counts. */
const laterHealth = () => {
  minutes += 10;
  vi.setSystemTime(performance.timeOrigin + performance.now() + minutes * 60_000);
  return health();
};
const databaseStatus = async (): Promise<[number, string]> => {
  const { status, json } = await laterHealth();
  return [status, json.dependencies.database.status];
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  setEnvironment({ DATABASE_URL: url });
});
afterEach(async () => {
  vi.useRealTimers();
  await closeDatabase();
});

describe("GET /health responds 503", () => {
  test("while the database is read-only, and 200 after it takes writes again", async () => {
    expect(await databaseStatus()).toEqual([200, "up"]);
    await admin.execute("alter database postgres set default_transaction_read_only = on");
    await closeDatabase();
    expect(await databaseStatus()).toEqual([503, "down"]);
    await admin.execute("set default_transaction_read_only = off");
    await admin.execute("alter database postgres reset default_transaction_read_only");
    await closeDatabase();
    expect(await databaseStatus()).toEqual([200, "up"]);
  });

  test("while the database cannot extend its files, as on a full disk", async () => {
    const { oid } = await admin.one<{ oid: number }>(
      "select oid::int from pg_database where datname = 'postgres'",
    );
    const files = join(postgres.directory, "base", String(oid));
    expect(await databaseStatus()).toEqual([200, "up"]);
    chmodSync(files, 0o500);
    expect(await databaseStatus()).toEqual([503, "down"]);
    chmodSync(files, 0o700);
    expect(await databaseStatus()).toEqual([200, "up"]);
  });

  test("once when a connection goes silent; then it uses a fresh one", async () => {
    const proxy = await startSilentProxy(postgres.port);
    setEnvironment({ DATABASE_URL: url.replace(`:${postgres.port}/`, `:${proxy.port}/`) });
    await closeDatabase();
    expect((await laterHealth()).status).toBe(200);
    proxy.goSilent();
    expect((await health()).status).toBe(503);
    expect((await health()).status).toBe(200);
    await closeDatabase();
    await proxy.stop();
  });
});

test("GET /health leaves nothing behind in the database", async () => {
  await databaseStatus();
  expect(await admin.one("select count(*)::int as count from health_probes")).toEqual({ count: 0 });
});
