/** Counts the failed attempts of tasks and ends tasks whose attempts are used up. */
import {
  completeTasks,
  lockAttempts,
  MAX_ATTEMPTS,
  type Publishable,
  recordAttempt,
} from "../database/tasks.ts";
import type { Sql } from "../database/sql.ts";
import { AppError, DatabaseUnavailableError, errorLine } from "../domain/errors.ts";
import { now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";
import { withJitter } from "../runtime/ids.ts";
import { logger } from "../runtime/logger.ts";
import type { RetryRequest, TaskMessage } from "./queue-function.ts";

/** Seconds until the next attempt, by the attempts made. */
const BACK_OFF_SECONDS = [1, 3, 10, 30];

export type FailedAttempt = {
  readonly retries: readonly RetryRequest[];
  readonly released: readonly Publishable[];
};

/** Whether no retry of the task can succeed. */
const isPermanent = (error: unknown): boolean => error instanceof AppError && !error.retryable;

/** Why a task ends as failed after an error. */
const failureOf = (error: unknown) =>
  isPermanent(error)
    ? ({ reason: "a retry cannot succeed", cause: { code: "permanent-error" } } as const)
    : ({ reason: "attempts used up", cause: { code: "attempts-used-up" } } as const);

const backOffSeconds = (attempts: number): number =>
  withJitter(BACK_OFF_SECONDS[Math.min(attempts, BACK_OFF_SECONDS.length) - 1]!);

const countAttempt = async (
  tx: Sql,
  { taskId }: TaskMessage,
  error: unknown,
  startedAt: string,
): Promise<FailedAttempt> => {
  const lastError = errorLine(error);
  const before = await lockAttempts(tx, taskId);
  // The task ended meanwhile; or it had failed before and ran because its message was redriven.
  if (before === undefined) return { retries: [], released: [] };
  const attempts = before + 1;
  if (attempts < MAX_ATTEMPTS && !isPermanent(error)) {
    await recordAttempt(tx, taskId, lastError, { startedAt, endedAt: now() });
    return { retries: [{ taskId, afterSeconds: backOffSeconds(attempts) }], released: [] };
  }
  const failed = { taskId, status: "failed", ...failureOf(error), lastError } as const;
  return { retries: [], released: await completeTasks(tx, [failed], now(), startedAt) };
};

/**
 * Counts a failed attempt of a task. The task ends as `failed` after its last attempt or a permanent error, and its message
 * is deleted. An outage of the database uses up no attempt.
 * @param startedAt when the attempt began; by default now
 * @throws what the database throws while the attempt is recorded
 */
export const recordFailure = async (
  message: TaskMessage,
  error: unknown,
  startedAt = now(),
): Promise<FailedAttempt> => {
  if (error instanceof DatabaseUnavailableError) return { retries: [message], released: [] };
  logger.error("a task failed", { taskId: message.taskId, error: errorLine(error) });
  return database().lookupTransaction((tx) => countAttempt(tx, message, error, startedAt));
};
