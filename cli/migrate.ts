/** `DATABASE_URL=… node cli/migrate.ts`: migrates a database and loads the starting data. Exit code 1 on failure. */
import { prepareDatabase } from "../functions/migrate/migrate.ts";

try {
  const databaseUrl = process.env.DATABASE_URL ?? "";
  if (databaseUrl === "") throw new Error("DATABASE_URL is not set");
  const migrated = await prepareDatabase(databaseUrl, console.error);
  console.log(migrated.length === 0 ? "The schema is up to date." : `Migrated: ${migrated.join(", ")}.`);
} catch (error) {
  console.error(`Migration failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
