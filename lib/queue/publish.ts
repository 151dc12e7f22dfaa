/** Publishes tasks to SQS. A message holds the id of a task and invokes its handler; the task itself is read from the database. */
import { markQueued, returnUnsent } from "../database/queued-tasks.ts";
import type { Sql } from "../database/sql.ts";
import type { Publishable } from "../database/tasks.ts";
import { errorLine } from "../domain/errors.ts";
import { now } from "../runtime/clock.ts";
import { intakeDatabase } from "../runtime/database-pool.ts";
import { logger } from "../runtime/logger.ts";
import { TASK_TYPES } from "../tasks/registry.ts";
import { MessageSender } from "./message-sender.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
/** The limit while a request waits for its response: an SQS that hangs delays it by less than a second. */
export const REQUEST_PUBLISH_TIMEOUT_MS = 500;

const senders = new Map(TASK_TYPES.map((type) => [type, new MessageSender(type)]));

/** Sends one message per task. @returns the ids of the tasks whose message SQS accepted */
const sendMessages = async (tasks: readonly Publishable[], timeoutMs: number): Promise<Set<string>> => {
  const signal = AbortSignal.timeout(timeoutMs);
  const byType = Map.groupBy(tasks, ({ type }) => type);
  const sent = await Promise.all([...byType].map(([type, some]) => senders.get(type)!.send(some, signal)));
  return new Set(sent.flat());
};

export type PublishOptions = {
  /** The connection that marks the tasks; the pool by default. */
  readonly sql?: Sql;
  /** The maximum duration of the SQS calls, 10 s by default. What is not sent by then is left to the relay. */
  readonly timeoutMs?: number;
};

/**
 * Sends one message per task and marks the tasks whose message SQS accepted as queued. Never throws: a task that was not
 * sent stays in the outbox, and the relay publishes it later.
 * @returns the ids of the tasks whose message SQS accepted
 */
export const publishTasks = async (
  tasks: readonly Publishable[],
  { sql = intakeDatabase(), timeoutMs = DEFAULT_TIMEOUT_MS }: PublishOptions = {},
): Promise<Set<string>> => {
  const sent = await sendMessages(tasks, timeoutMs);
  try {
    await markQueued(sql, [...sent], now());
  } catch (error) {
    logger.warn("published tasks could not be marked as queued; the relay may publish them again", {
      error: errorLine(error),
    });
  }
  return sent;
};

/**
 * Sends the messages of tasks that a committed statement stored as queued, which needs no further statement unless SQS does not
 * accept one: that task returns to the outbox. Never throws: the relay finds what is left unsent.
 * @returns the ids of the tasks whose message SQS accepted
 */
export const sendQueued = async (
  tasks: readonly Publishable[],
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Set<string>> => {
  const sent = await sendMessages(tasks, timeoutMs);
  const unsent = tasks.filter(({ taskId }) => !sent.has(taskId));
  try {
    await returnUnsent(
      intakeDatabase(),
      unsent.map(({ taskId }) => taskId),
    );
  } catch (error) {
    logger.warn("unsent tasks could not be returned to the outbox; the relay finds them", {
      error: errorLine(error),
    });
  }
  return sent;
};
