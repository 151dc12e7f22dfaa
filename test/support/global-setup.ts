/** Once per test run: a Postgres of its own, with a migrated and seeded template that every test file clones. */
import type { TestProject } from "vitest/node";
import { ensureDatabase } from "../../dev/postgres/databases.ts";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { ensureFunctionsRole } from "../../functions/migrate/functions-role.ts";
import { prepareDatabase } from "../../functions/migrate/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The run's Postgres: its maintenance database as the owner, and the name of the database to clone. */
    readonly testDatabases: { readonly adminUrl: string; readonly template: string };
  }
}

const TEMPLATE = "despacho_template";

/** A test database may lose everything in a crash, so it need not wait for the disk. */
const FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"];

/** `DATABASE_URL` is left alone: a test run must not touch a database that someone uses. */
const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const postgres = await startTemporaryPostgres(FAST);
  const adminUrl = postgres.urlOf("postgres");
  try {
    await ensureDatabase(adminUrl, TEMPLATE);
    const templateUrl = postgres.urlOf(TEMPLATE);
    await prepareDatabase(templateUrl, console.error);
    await ensureFunctionsRole(templateUrl, "test");
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  project.provide("testDatabases", { adminUrl, template: TEMPLATE });
  return () => postgres.stop();
};

export default setup;
