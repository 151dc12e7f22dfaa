/**
 * Executes tasks whose effects are rows in the database. The effects of a whole batch and the new task states are committed
 * in one transaction, so each task takes effect exactly once. When the transaction fails, the tasks are executed one at a
 * time, so that one failing task does not block the other messages in the batch.
 */
import type { Sql } from "../database/sql.ts";
import {
  completeTasks,
  isRunnable,
  type Outcome,
  type Publishable,
  recordAttempt,
  type Task,
} from "../database/tasks.ts";
import { AppError, DatabaseUnavailableError, errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";
import { logger } from "../runtime/logger.ts";
import { type Lock, lockAvailable } from "./lock-available.ts";
import { publishTasks } from "./publish.ts";
import type { BatchHandler, RetryRequest, TaskMessage } from "./queue-function.ts";

/** Writes the effects of some tasks within the transaction and returns the outcome of each. Set-based. */
export type TaskHandler<T extends TaskType> = (
  tx: Sql,
  tasks: readonly Task<T>[],
  now: string,
) => Promise<readonly Outcome<T>[]>;

type BatchResult = { readonly retries: readonly RetryRequest[]; readonly released: readonly Publishable[] };

const execute = <T extends TaskType>(
  type: T,
  lock: Lock<T> | undefined,
  handle: TaskHandler<T>,
  taskIds: readonly string[],
): Promise<BatchResult> =>
  database().transaction(async (tx) => {
    const { tasks, retries } = await lockAvailable(tx, type, taskIds, lock);
    const runnable = tasks.filter(isRunnable);
    const at = now();
    const outcomes = runnable.length === 0 ? [] : await handle(tx, runnable, at);
    return { retries, released: await completeTasks(tx, outcomes, at) };
  });

// The task ends as `failed`; its message goes to the dead-letter queue.
const failTask = (taskId: string, error: unknown): Promise<Publishable[]> =>
  database().transaction((tx) =>
    completeTasks(
      tx,
      [{ taskId, status: "failed", reason: "attempts used up", lastError: errorLine(error) }],
      now(),
    ),
  );

/** Whether no retry of the task can succeed. */
const isPermanent = (error: unknown): boolean => error instanceof AppError && !error.retryable;

/**
 * Counts a failed attempt of a task, and ends the task as `failed` after its last attempt or a permanent error. An outage of
 * the database uses up no attempt: the relay publishes the task again when its message is lost.
 */
export const recordFailure = async (
  { taskId, isLastAttempt }: TaskMessage,
  error: unknown,
): Promise<void> => {
  logger.error("a task failed", { taskId, isLastAttempt, error: errorLine(error) });
  if (error instanceof DatabaseUnavailableError) return;
  await (isLastAttempt || isPermanent(error)
    ? failTask(taskId, error)
    : recordAttempt(database(), taskId, errorLine(error)));
};

const executeOne = async <T extends TaskType>(
  type: T,
  lock: Lock<T> | undefined,
  handle: TaskHandler<T>,
  message: TaskMessage,
): Promise<BatchResult> => {
  try {
    return await execute(type, lock, handle, [message.taskId]);
  } catch (error) {
    await recordFailure(message, error);
    // After a permanent error the task has ended as `failed`, so its message is deleted.
    return { retries: isPermanent(error) ? [] : [{ taskId: message.taskId }], released: [] };
  }
};

const executeBatch = async <T extends TaskType>(
  type: T,
  lock: Lock<T> | undefined,
  handle: TaskHandler<T>,
  messages: readonly TaskMessage[],
): Promise<BatchResult> => {
  try {
    return await execute(
      type,
      lock,
      handle,
      messages.map(({ taskId }) => taskId),
    );
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    logger.warn("the tasks of a batch are executed one at a time", { type, error: errorLine(error) });
    const results: BatchResult[] = [];
    for (const message of messages) results.push(await executeOne(type, lock, handle, message));
    return {
      retries: results.flatMap(({ retries }) => retries),
      released: results.flatMap(({ released }) => released),
    };
  }
};

/**
 * The batch handler of a task type.
 * @param lock finds and locks the tasks of a batch; by default the tasks of the messages
 */
export const transactionalBatch =
  <T extends TaskType>(type: T, handle: TaskHandler<T>, lock?: Lock<T>): BatchHandler =>
  async (messages) => {
    if (messages.length === 0) return [];
    const { retries, released } = await executeBatch(type, lock, handle, messages);
    if (released.length > 0) await publishTasks(released);
    return retries;
  };
