/**
 * Work whose effects are rows in our own database: the whole batch in one transaction, effects and task states together,
 * hence exactly once. Only when something in the batch fails is it done one task at a time, so that one bad task
 * cannot hold up its batch-mates.
 */
import { DatabaseUnavailableError, AppError, errorLine } from "../domain/errors.ts";
import type { TaskType } from "../domain/task.ts";
import type { Sql } from "../database/sql.ts";
import {
  lockTasks,
  isRunnable,
  type Outcome,
  type Publishable,
  recordAttempt,
  completeTasks,
  type Task,
} from "../database/tasks.ts";
import { now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";
import { logger } from "../runtime/logger.ts";
import type { RetryRequest, TaskMessage, BatchHandler } from "./queue-function.ts";
import { publishTasks } from "./sqs.ts";

/** Brings about the effects of some tasks within the transaction and says how each one ended. Set-based. */
export type TaskHandler<T extends TaskType> = (
  tx: Sql,
  tasks: readonly Task<T>[],
  now: string,
) => Promise<readonly Outcome<T>[]>;

type Lock<T extends TaskType> = (tx: Sql, taskIds: readonly string[]) => Promise<Task<T>[]>;

type Attempt = { readonly unknown: readonly string[]; readonly released: readonly Publishable[] };

const attempt = <T extends TaskType>(
  lock: Lock<T>,
  perform: TaskHandler<T>,
  taskIds: readonly string[],
): Promise<Attempt> =>
  database().transaction(async (tx) => {
    const found = await lock(tx, taskIds);
    const known = new Set(found.map((task) => task.taskId));
    const runnable = found.filter(isRunnable);
    const at = now();
    const outcomes = runnable.length === 0 ? [] : await perform(tx, runnable, at);
    return {
      unknown: taskIds.filter((id) => !known.has(id)),
      released: await completeTasks(tx, outcomes, at),
    };
  });

// Used up: the task becomes `failed` in the database and its message is left to the dead-letter queue.
const giveUp = (taskId: string, fault: unknown): Promise<Publishable[]> =>
  database().transaction((tx) =>
    completeTasks(
      tx,
      [{ taskId, status: "failed", reason: "the attempts are used up", lastError: errorLine(fault) }],
      now(),
    ),
  );

// A fault of the task itself, which no retry can mend.
const isHopeless = (fault: unknown): boolean => fault instanceof AppError && !fault.retryable;

/** Counts a failed attempt against its task, unless the database was away; the last one ends the task. */
export const recordFailure = async (
  { taskId, isLastAttempt: last }: TaskMessage,
  fault: unknown,
): Promise<void> => {
  logger.error("a task failed", { taskId, last, fault: errorLine(fault) });
  // An outage is not the task's fault and uses up nothing; the relay publishes it again when its message is lost.
  if (fault instanceof DatabaseUnavailableError) return;
  await (last || isHopeless(fault)
    ? giveUp(taskId, fault)
    : recordAttempt(database(), taskId, errorLine(fault)));
};

/** @param lock how the batch's tasks are found and locked; by default just the ones asked for */
export const transactionalBatch = <T extends TaskType>(
  type: T,
  perform: TaskHandler<T>,
  lock: Lock<T> = (tx, taskIds) => lockTasks(tx, type, taskIds),
): BatchHandler => {
  const oneByOne = async (
    delivery: TaskMessage,
  ): Promise<{ again: RetryRequest[]; released: readonly Publishable[] }> => {
    try {
      const { unknown, released } = await attempt(lock, perform, [delivery.taskId]);
      return { again: unknown.map((taskId) => ({ taskId, afterSeconds: 0 })), released };
    } catch (fault) {
      await recordFailure(delivery, fault);
      // What no retry can mend has ended as failed already; its message has nothing left to wake.
      return { again: isHopeless(fault) ? [] : [{ taskId: delivery.taskId }], released: [] };
    }
  };

  return async (deliveries) => {
    if (deliveries.length === 0) return [];
    const again: RetryRequest[] = [];
    const released: Publishable[] = [];
    try {
      const whole = await attempt(
        lock,
        perform,
        deliveries.map(({ taskId }) => taskId),
      );
      again.push(...whole.unknown.map((taskId) => ({ taskId, afterSeconds: 0 })));
      released.push(...whole.released);
    } catch (fault) {
      if (fault instanceof DatabaseUnavailableError) throw fault;
      logger.warn("a batch is done one by one", { type, fault: errorLine(fault) });
      for (const delivery of deliveries) {
        const one = await oneByOne(delivery);
        again.push(...one.again);
        released.push(...one.released);
      }
    }
    if (released.length > 0) await publishTasks(released);
    return again;
  };
};
