/**
 * Errors are thrown when something broke; each says whether a retry can help. Expected refusals, such as a business
 * rejection or an invalid body, are returned as values.
 */
export class AppError extends Error {
  readonly retryable: boolean;

  /** @param options.name the name in logs and `last_error`; given as text because bundles rename classes */
  constructor(message: string, options: { name?: string; retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = options.name ?? "AppError";
    this.retryable = options.retryable;
  }
}

/** The database cannot be reached or is shutting down. Nothing was decided; a retry may succeed. */
export class DatabaseUnavailableError extends AppError {
  constructor(cause: unknown) {
    super("the database is unavailable", { name: "DatabaseUnavailableError", retryable: true, cause });
  }
}

/** Two transactions conflicted; a retry succeeds. */
export class DatabaseConflictError extends AppError {
  constructor(cause: unknown) {
    super("the database asked for a retry", { name: "DatabaseConflictError", retryable: true, cause });
  }
}

const QUERY_CANCELED = "57014";

/**
 * Postgres refused a statement. The message has the SQLSTATE and the names of the schema, such as the constraint. It has no
 * text of Postgres, and there is no cause: both can contain values of the row.
 */
export class DatabaseStatementError extends AppError {
  readonly sqlState: string;
  /** The statement took too long, such as one that waited for a lock: nothing says that it was wrong. */
  readonly isTimeout: boolean;

  constructor(sqlState: string, names: string) {
    super(names === "" ? `SQLSTATE ${sqlState}` : `SQLSTATE ${sqlState}, ${names}`, {
      name: "DatabaseStatementError",
      retryable: true,
    });
    this.sqlState = sqlState;
    this.isTimeout = sqlState === QUERY_CANCELED;
  }
}

const MAX_LINE_LENGTH = 300;

// V8 quotes the text in the message of a JSON syntax error.
const messageOf = (error: Error): string =>
  error instanceof SyntaxError ? "the text cannot be parsed" : error.message;

/** One line for a log or a task's `last_error`: no stack, no value of an order. */
export const errorLine = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${messageOf(error)}` : "unknown error")
    .split("\n", 1)[0]!
    .slice(0, MAX_LINE_LENGTH);
