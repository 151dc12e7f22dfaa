/** A database as an earlier version left it, to be brought up to date by the migrations that came later. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Client } from "pg";
import { afterAll, inject } from "vitest";
import { dropDatabase, ensureDatabase } from "../../dev/postgres/databases.ts";

const MIGRATIONS = new URL("../../infra/migrations/", import.meta.url);

export type EarlierDatabase = {
  readonly client: Client;
  readonly rowsOf: (sql: string) => Promise<unknown[][]>;
  /** Runs the migrations that have not run, up to the one before the given file; without one, all of them. */
  readonly migrateBefore: (file?: string) => Promise<void>;
};

/** Creates an empty database, which is dropped after the file's tests. */
export const createEarlierDatabase = async (): Promise<EarlierDatabase> => {
  const { adminUrl } = inject("testDatabases");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await ensureDatabase(adminUrl, name);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  afterAll(async () => {
    await client.end();
    await dropDatabase(adminUrl, name);
  });
  const left = readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  return {
    client,
    rowsOf: async (text) => (await client.query({ text, rowMode: "array" })).rows,
    migrateBefore: async (file) => {
      while (left[0] !== undefined && (file === undefined || left[0] < file))
        await client.query(readFileSync(new URL(left.shift()!, MIGRATIONS), "utf8"));
    },
  };
};
