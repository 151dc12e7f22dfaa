/** The container's connection pool, opened at first use and reused by later invocations. */
import { withFallback } from "../database/fallback.ts";
import { type Database, openDatabase, type ResponseLimit, type Sql } from "../database/sql.ts";
import { DatabaseConflictError } from "../domain/errors.ts";
import { environment } from "./environment.ts";
import { logger } from "./logger.ts";

let opened: Database | undefined;
let openedReader: Database | undefined;

const open = (url: string): Database =>
  openDatabase({
    url,
    poolSize: environment().DATABASE_POOL_MAX,
    preparesStatements: environment().PREPARED_STATEMENTS,
    onIdleError: (error) => logger.warn("an idle database connection broke", { error: error.message }),
  });

export const database = (): Database => {
  opened ??= open(environment().DATABASE_URL);
  return opened;
};

/**
 * Where lists, reports and simulations read: a replica where the deployment has one, else the database itself. A replica may be
 * some milliseconds behind, so what a caller has just written is read from `database()`.
 */
export const readerDatabase = (): Sql => {
  const url = environment().DATABASE_READER_URL;
  if (url === undefined) return database();
  openedReader ??= open(url);
  return withFallback(openedReader, database());
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

/** Closes the pools; the next use opens others. For tests. */
export const closeDatabase = async (): Promise<void> => {
  const closing = [opened, openedReader];
  opened = undefined;
  openedReader = undefined;
  await Promise.all(closing.map((pool) => pool?.end()));
};
