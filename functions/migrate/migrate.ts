/**
 * Migrates a database to the newest schema and loads the starting data. Migrations are forward only: a released migration is
 * never edited; a later one corrects its mistakes. cli/migrate.ts does the same on the command line.
 */
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import { Client } from "pg";
import { seed } from "./seed.ts";

const MIGRATIONS = fileURLToPath(new URL("../../infra/migrations", import.meta.url));

type Log = (line: string) => void;
const silent = (): void => {};

/** Runs the missing migrations in one transaction. Concurrent callers take turns. @returns the names of those run */
const migrate = async (databaseUrl: string, log: Log, signal?: AbortSignal): Promise<string[]> => {
  const dbClient = new Client({ connectionString: databaseUrl });
  // The statement that uses a broken connection throws.
  dbClient.on("error", silent);
  await dbClient.connect();
  // A migration of a large table may take longer than any other statement may.
  await dbClient.query("set statement_timeout = 0");
  // Ending the connection also ends a running statement, whose transaction is rolled back.
  const endConnection = () => void dbClient.end();
  signal?.addEventListener("abort", endConnection, { once: true });
  try {
    const done = await runner({
      dbClient,
      dir: MIGRATIONS,
      ignorePattern: "(?!.*\\.sql$).*",
      direction: "up",
      migrationsTable: "migrations",
      migrationsSchema: "public",
      advisoryLockMode: "wait",
      logger: { debug: silent, info: silent, warn: log, error: log },
    });
    return done.map((migration) => migration.name);
  } finally {
    signal?.removeEventListener("abort", endConnection);
    await dbClient.end();
  }
};

/**
 * Migrates a database and loads the starting data.
 * @param signal ends the migration when aborted, also during a statement
 * @returns the names of the migrations run
 */
export const prepareDatabase = async (
  databaseUrl: string,
  log: Log = silent,
  signal?: AbortSignal,
): Promise<string[]> => {
  const done = await migrate(databaseUrl, log, signal);
  await seed(databaseUrl);
  return done;
};
