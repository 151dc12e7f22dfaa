/** The container's connection pool, opened at first use and reused by later invocations. */
import { type Database, openDatabase, type ResponseLimit, type Sql } from "../database/sql.ts";
import { DatabaseConflictError } from "../domain/errors.ts";
import { environment } from "./environment.ts";
import { logger } from "./logger.ts";

let opened: Database | undefined;

export const database = (): Database => {
  opened ??= openDatabase({
    url: environment().DATABASE_URL,
    poolSize: environment().DATABASE_POOL_MAX,
    preparesStatements: environment().PREPARED_STATEMENTS,
    onIdleError: (error) => logger.warn("an idle database connection broke", { error: error.message }),
  });
  return opened;
};

/** A database that responds does so within this time; together with the authorization an order is accepted within 5 s. */
const INTAKE_LIMIT: ResponseLimit = { timeoutMs: 1_500, attempts: 2 };

/**
 * The same pool for order intake: a statement without a response is sent once more, on a fresh connection, so that a silent
 * connection does not stop the intake. Only for statements that may run twice.
 */
export const intakeDatabase = (): Sql => database().withLimit(INTAKE_LIMIT);

/** How often a transaction of the intake begins again when it waited too long for others; each time at most 1.2 s. */
const INTAKE_CONFLICTS = 3;

/** A transaction of order intake, with the limits of `intakeDatabase`. Its work may run several times. */
export const intakeTransaction = async <T>(work: (tx: Sql) => Promise<T>): Promise<T> => {
  for (let conflicts = 0; ; conflicts++)
    try {
      return await database().transaction(work, INTAKE_LIMIT);
    } catch (error) {
      if (!(error instanceof DatabaseConflictError) || conflicts >= INTAKE_CONFLICTS) throw error;
    }
};

/** Closes the pool; the next use opens another. For tests. */
export const closeDatabase = async (): Promise<void> => {
  const closing = opened;
  opened = undefined;
  await closing?.end();
};
