/**
 * Brings a database to the newest schema, then loads the starting data. Forward only: a migration that was released
 * is never edited, a mistake is mended by the next one.
 *
 * As a program: `DATABASE_URL=… node functions/migrate/migrate.ts`.
 */
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import { Client } from "pg";
import { seed } from "./seed.ts";

const MIGRATIONS = fileURLToPath(new URL("../../infra/migrations", import.meta.url));

type Log = (line: string) => void;
const silent = (): void => {};

/** Runs what is missing, all in one transaction. Several callers at once take turns. Answers the names run. */
const migrate = async (databaseUrl: string, log: Log, signal?: AbortSignal): Promise<string[]> => {
  const dbClient = new Client({ connectionString: databaseUrl });
  // A connection that breaks is told by the statement that needed it.
  dbClient.on("error", silent);
  await dbClient.connect();
  // In the middle of a statement too; what is not committed then never is.
  const giveUp = () => void dbClient.end();
  signal?.addEventListener("abort", giveUp, { once: true });
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
    signal?.removeEventListener("abort", giveUp);
    await dbClient.end();
  }
};

/**
 * Schema and starting data.
 * @param signal gives up when aborted, even within a statement
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

const main = async (): Promise<void> => {
  const databaseUrl = process.env.DATABASE_URL;
  if (databaseUrl === undefined || databaseUrl === "") throw new Error("DATABASE_URL is not set");
  const done = await prepareDatabase(databaseUrl, console.error);
  console.log(done.length === 0 ? "The schema is up to date." : `Migrated: ${done.join(", ")}.`);
};

// Not awaited at the top level: the deploy's bundle of this module must load wherever `require` does it.
if (import.meta.main)
  main().catch((fault: unknown) => {
    console.error(`Migration failed: ${fault instanceof Error ? fault.message : String(fault)}`);
    process.exitCode = 1;
  });
