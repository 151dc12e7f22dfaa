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

const MAX_LINE_LENGTH = 300;

/** One line for a log or a task's `last_error`: no stack, no value of an order. */
export const errorLine = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : "unknown error")
    .split("\n", 1)[0]!
    .slice(0, MAX_LINE_LENGTH);
