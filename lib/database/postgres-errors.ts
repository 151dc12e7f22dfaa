import { DatabaseConflictError, DatabaseUnavailableError, AppError } from "../domain/errors.ts";

// https://www.postgresql.org/docs/current/errcodes-appendix.html
// 25006: during a failover one may still be talking to what was the writer.
const AWAY = /^(08|57P0[1-5]|53[0-9A-Z]{3}|25P03|25006|57014)/;
const CONFLICT = new Set(["40001", "40P01", "55P03"]);
const SOCKET = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);

const codeOf = (fault: unknown): string =>
  typeof fault === "object" && fault !== null && "code" in fault ? String(fault.code) : "";

const socketFault = (fault: unknown): boolean =>
  SOCKET.has(codeOf(fault)) ||
  (fault instanceof AggregateError && fault.errors.some((inner) => SOCKET.has(codeOf(inner)))) ||
  // node-postgres gives these no code.
  (fault instanceof Error &&
    /^(Connection terminated|timeout expired|timeout exceeded|Client has encountered)/.test(fault.message)) ||
  (fault instanceof Error && /Cannot use a pool after calling end/.test(fault.message));

/** Names what Postgres and its driver threw, once, so that nobody else looks at a SQLSTATE. */
export const translateError = (fault: unknown): unknown => {
  if (fault instanceof AppError) return fault;
  const code = codeOf(fault);
  if (AWAY.test(code) || socketFault(fault)) return new DatabaseUnavailableError(fault);
  if (CONFLICT.has(code)) return new DatabaseConflictError(fault);
  return fault;
};
