/**
 * A database for one test file:
 *
 *     const database = await createTestDatabase();
 *     afterAll(() => database.drop());
 */
import { randomBytes } from "node:crypto";
import { Pool } from "pg";
import { inject } from "vitest";
import { FUNCTIONS_ROLE } from "../../lib/database/functions-user.ts";
import { cloneDatabase, dropDatabase } from "../../dev/postgres/databases.ts";

export type TestDatabase = {
  /** Connection string, for code that makes its own pool. */
  readonly url: string;
  /** The same database with the rights of the functions' user. */
  readonly functionsUrl: string;
  /** A pool on it, closed by `drop`. */
  readonly pool: Pool;
  drop(): Promise<void>;
};

/** A fresh clone of the migrated and seeded template. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const { adminUrl, template } = inject("testDatabases");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await cloneDatabase(adminUrl, template, name);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: 20 });
  pool.on("error", () => {});
  const drop = async () => {
    await pool.end();
    await dropDatabase(adminUrl, name);
  };
  const functionsUrl = `${url.href}?options=${encodeURIComponent(`-c role=${FUNCTIONS_ROLE}`)}`;
  return { url: url.href, functionsUrl, pool, drop };
};
