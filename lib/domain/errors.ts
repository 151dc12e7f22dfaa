/**
 * A fault is thrown: something broke, nobody refused anything. It says whether trying again can help. What is expected
 * (a business refusal, a bad body) is a value, never a fault.
 */
export class AppError extends Error {
  readonly retryable: boolean;

  constructor(message: string, options: { retry: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retryable = options.retry;
  }
}

/** The database cannot be reached or is going down. Nothing was decided; the same call may succeed later. */
export class DatabaseUnavailableError extends AppError {
  constructor(cause: unknown) {
    super("the database is away", { retry: true, cause });
  }
}

/** Two transactions got in each other's way; the same call succeeds when it is made again. */
export class DatabaseConflictError extends AppError {
  constructor(cause: unknown) {
    super("the database asked to try again", { retry: true, cause });
  }
}

/** One line for a log or a task's last error: never a stack, never a value from the order. */
export const errorLine = (fault: unknown): string =>
  (fault instanceof Error ? `${fault.name}: ${fault.message}` : "unknown fault")
    .split("\n", 1)[0]!
    .slice(0, 300);
