/** Locks the tasks of a batch without waiting for transactions that hold them for long. */
import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "../database/sql.ts";
import { findTaskIds, lockTasks, type Task } from "../database/tasks.ts";
import type { TaskType } from "../tasks/registry.ts";
import { millis } from "../runtime/clock.ts";
import type { RetryRequest } from "./queue-function.ts";

/** Locks those of the given tasks, and tasks that must run before them, that no other transaction has locked. */
export type Lock<T extends TaskType> = (tx: Sql, taskIds: readonly string[]) => Promise<Task<T>[]>;

/** Publishers and accepting an order hold their locks for milliseconds: waiting is faster than another delivery. */
const LOCK_WAIT_MS = 500;
const LOCK_POLL_MS = 25;

export type AvailableTasks<T extends TaskType> = {
  readonly tasks: readonly Task<T>[];
  /** The messages of unknown tasks, and of those that another transaction holds. */
  readonly retries: readonly RetryRequest[];
};

/** A message of an unknown task is delivered again without delay, so that it reaches the dead-letter queue. */
const retryUnknown = (taskId: string): RetryRequest => ({ taskId, afterSeconds: 0, isPoison: true });

/**
 * Locks tasks of a type. A batch that waited for a stuck transaction would be ended by Lambda, and all its messages would
 * be invisible until the queue's visibility timeout.
 * @param lock by default locks the given tasks only
 */
export const lockAvailable = async <T extends TaskType>(
  tx: Sql,
  type: T,
  taskIds: readonly string[],
  lock: Lock<T> = (sql, ids) => lockTasks(sql, type, ids),
): Promise<AvailableTasks<T>> => {
  const until = millis() + LOCK_WAIT_MS;
  for (;;) {
    const tasks = await lock(tx, taskIds);
    const lockedIds = new Set(tasks.map((task) => task.taskId));
    const missing = taskIds.filter((taskId) => !lockedIds.has(taskId));
    const held = missing.length === 0 ? new Set<string>() : await findTaskIds(tx, type, missing);
    if (held.size === 0 || millis() >= until)
      return {
        tasks,
        retries: missing.map((taskId) => (held.has(taskId) ? { taskId } : retryUnknown(taskId))),
      };
    await delay(LOCK_POLL_MS);
  }
};
