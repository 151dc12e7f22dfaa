/** The container's connection pool, opened at first use and reused by later invocations. */
import { type Database, openDatabase } from "../database/sql.ts";
import { environment } from "./environment.ts";
import { logger } from "./logger.ts";

let opened: Database | undefined;

export const database = (): Database => {
  opened ??= openDatabase({
    url: environment().DATABASE_URL,
    poolSize: environment().DATABASE_POOL_MAX,
    onIdleError: (error) => logger.warn("an idle database connection broke", { error: error.message }),
  });
  return opened;
};

/** Closes the pool; the next use opens another. For tests. */
export const closeDatabase = async (): Promise<void> => {
  const closing = opened;
  opened = undefined;
  await closing?.end();
};
