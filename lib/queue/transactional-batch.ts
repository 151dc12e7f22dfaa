/**
 * Executes tasks whose effects are rows in the database. The effects of a whole batch and the new task states are committed
 * in one transaction, so each task takes effect exactly once. When the transaction fails, the tasks are executed one at a
 * time, so that one failing task does not block the other messages in the batch.
 */
import type { Sql } from "../database/sql.ts";
import { completeTasks, isRunnable, type Outcome, type Publishable, type Task } from "../database/tasks.ts";
import { DatabaseUnavailableError, errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { millis, now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";
import { logger } from "../runtime/logger.ts";
import { recordFailure } from "./failed-attempt.ts";
import { type Lock, lockAvailable } from "./lock-available.ts";
import { sendQueued } from "./publish.ts";
import type { BatchHandler, RetryRequest, TaskMessage } from "./queue-function.ts";

/** Writes the effects of some tasks within the transaction and returns the outcome of each. Set-based. */
export type TaskHandler<T extends TaskType> = (
  tx: Sql,
  tasks: readonly Task<T>[],
  now: string,
) => Promise<readonly Outcome<T>[]>;

type BatchResult = { readonly retries: readonly RetryRequest[]; readonly released: readonly Publishable[] };

/** Executes the tasks of some messages in one transaction. */
type Execute = (messages: readonly TaskMessage[]) => Promise<BatchResult>;

/** Recording a failed attempt takes less than this. */
const RECORD_MARGIN_MS = 3_000;

const executeOne = async (execute: Execute, message: TaskMessage): Promise<BatchResult> => {
  const startedAt = now();
  return execute([message]).catch((error: unknown) => recordFailure(message, error, startedAt));
};

/**
 * Executes tasks one at a time. The first is always executed; another only when the invocation has time for it and for
 * recording its failure. The rest is delivered again.
 * @param batchMs the time that the whole batch took until it failed
 */
const executeEach = async (
  execute: Execute,
  messages: readonly TaskMessage[],
  { batchMs, deadline }: { readonly batchMs: number; readonly deadline: number },
): Promise<BatchResult> => {
  const results: BatchResult[] = [];
  for (const [index, message] of messages.entries()) {
    const hasTime = index === 0 || millis() + batchMs + RECORD_MARGIN_MS < deadline;
    results.push(hasTime ? await executeOne(execute, message) : { retries: [message], released: [] });
  }
  return {
    retries: results.flatMap(({ retries }) => retries),
    released: results.flatMap(({ released }) => released),
  };
};

const executeBatch = async (
  type: TaskType,
  execute: Execute,
  messages: readonly TaskMessage[],
  deadline: number,
): Promise<BatchResult> => {
  const [started, startedAt] = [millis(), now()];
  try {
    return await execute(messages);
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    const [only, ...others] = messages;
    if (only !== undefined && others.length === 0) return recordFailure(only, error, startedAt);
    logger.warn("the tasks of a batch are executed one at a time", { type, error: errorLine(error) });
    return executeEach(execute, messages, { batchMs: millis() - started, deadline });
  }
};

/**
 * The batch handler of a task type.
 * @param lock finds and locks the tasks of a batch; by default the tasks of the messages
 */
export const transactionalBatch = <T extends TaskType>(
  type: T,
  handle: TaskHandler<T>,
  lock?: Lock<T>,
): BatchHandler => {
  const execute: Execute = (messages) =>
    database().lookupTransaction(async (tx) => {
      const taskIds = messages.map(({ taskId }) => taskId);
      const { tasks, retries } = await lockAvailable(tx, type, taskIds, lock);
      const runnable = tasks.filter(isRunnable);
      const at = now();
      const outcomes = runnable.length === 0 ? [] : await handle(tx, runnable, at);
      return { retries, released: await completeTasks(tx, outcomes, now(), at) };
    });
  return async (messages, deadline) => {
    if (messages.length === 0) return [];
    const { retries, released } = await executeBatch(type, execute, messages, deadline);
    if (released.length > 0) await sendQueued(released);
    return retries;
  };
};
