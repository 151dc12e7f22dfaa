/** Translates the errors of Postgres and its driver, so that no other code reads a SQLSTATE. */
import pg from "pg";
import {
  AppError,
  DatabaseConflictError,
  DatabaseStatementError,
  DatabaseUnavailableError,
} from "../domain/errors.ts";
import { ConnectionSilentError } from "./connections.ts";

// https://www.postgresql.org/docs/current/errcodes-appendix.html
// 25006 (read-only transaction): during a failover a connection may still lead to the former writer.
// 53000, 53100, 53300: no resources, no disk space, no connection left for anyone. 57014 (statement timeout), 53200 (out of
// memory) and 53400 (a limit of the configuration) are errors of the statement: another statement may succeed.
const UNAVAILABLE = /^(08|57P0[1-5]|53[013]00|25P03|25006)/;
// 26000: a pooler between led the statement to another connection than the one that prepared it.
const STALE_STATEMENT = new Set(["26000"]);
// 0A000 with this text: a migration changed the columns of a prepared statement.
const STALE_PLAN = /^cached plan must not change result type/;
const CONFLICT = new Set(["40001", "40P01", "55P03"]);
const SOCKET_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);
// Errors of node-postgres that have no code.
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded|Client has encountered)|Cannot use a pool after calling end/;

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** The connection is closed; a new one prepares its statements again. */
const isStale = (error: unknown): boolean =>
  STALE_STATEMENT.has(codeOf(error)) || (error instanceof pg.DatabaseError && STALE_PLAN.test(error.message));

const isConnectionError = (error: unknown): boolean =>
  error instanceof ConnectionSilentError ||
  SOCKET_CODES.has(codeOf(error)) ||
  (error instanceof AggregateError && error.errors.some((inner) => SOCKET_CODES.has(codeOf(inner)))) ||
  (error instanceof Error && DRIVER_MESSAGES.test(error.message));

// The names that Postgres reports with an error. Its message, detail, hint and context can contain values of a row.
const NAMES = ["constraint", "table", "column", "dataType"] as const;

const statementError = (error: pg.DatabaseError): DatabaseStatementError => {
  const names = NAMES.flatMap((name) => (error[name] === undefined ? [] : [`${name} ${error[name]}`]));
  return new DatabaseStatementError(error.code ?? "unknown", names.join(", "));
};

/**
 * The error to throw instead of one of Postgres or its driver.
 * @returns DatabaseUnavailableError or DatabaseConflictError, both of which a retry may resolve; DatabaseStatementError for
 * any other error of Postgres, without the values that its texts contain; any other error unchanged
 */
export const translateError = (error: unknown): unknown => {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (UNAVAILABLE.test(code) || isConnectionError(error) || isStale(error))
    return new DatabaseUnavailableError(error);
  if (CONFLICT.has(code)) return new DatabaseConflictError(error);
  return error instanceof pg.DatabaseError ? statementError(error) : error;
};
