/** Publishes tasks to SQS. A message holds the id of a task and invokes its handler; the task itself is read from the database. */
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { encodeMessage } from "../contract/task-message.ts";
import type { Sql } from "../database/sql.ts";
import { markQueued, returnUnsent } from "../database/queued-tasks.ts";
import type { Publishable } from "../database/tasks.ts";
import { errorLine } from "../domain/errors.ts";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import { sqsClient } from "../runtime/aws-clients.ts";
import { now } from "../runtime/clock.ts";
import { intakeDatabase } from "../runtime/database-pool.ts";
import { queueUrl } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { inBatches } from "./sqs-batches.ts";

/** How often the entries that SQS rejects within a successful call are sent before they are left to the relay. */
const MAX_SENDS = 3;
const DEFAULT_TIMEOUT_MS = 10_000;
/** The limit while a request waits for its response: an SQS that hangs delays it by less than a second. */
export const REQUEST_PUBLISH_TIMEOUT_MS = 500;

/**
 * Waits for a call until the signal. The client composes its middlewares for each call that is given a signal, so the call
 * gets none: it ends by the client's own timeouts. Its tasks then get a second message, which finds them done.
 */
const untilAborted = async <T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([call(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
};

// Entries are matched by id: SQS documents no order of the entries in its response.
const sendBatch = async (
  type: TaskType,
  tasks: readonly Publishable[],
  signal: AbortSignal,
): Promise<string[]> => {
  let unsent = new Map<string, SendMessageBatchRequestEntry>(
    tasks.map((task) => [task.taskId, { Id: task.taskId, MessageBody: encodeMessage(task) }]),
  );
  const sent: string[] = [];
  for (let send = 0; send < MAX_SENDS && unsent.size > 0; send++) {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl(type), Entries: [...unsent.values()] });
    const response = await untilAborted(() => sqsClient().send(command), signal);
    const accepted = new Set((response.Successful ?? []).map((entry) => entry.Id!));
    sent.push(...accepted);
    unsent = new Map([...unsent].filter(([id]) => !accepted.has(id)));
  }
  return sent;
};

const sendOrLeave = async (
  type: TaskType,
  batch: readonly Publishable[],
  signal: AbortSignal,
): Promise<string[]> => {
  try {
    return await sendBatch(type, batch, signal);
  } catch (error) {
    logger.warn("tasks stay in the outbox: the call to SQS failed", {
      type,
      count: batch.length,
      error: errorLine(error),
    });
    return [];
  }
};

/** Sends one message per task. @returns the ids of the tasks whose message SQS accepted */
const sendMessages = async (tasks: readonly Publishable[], timeoutMs: number): Promise<Set<string>> => {
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = await Promise.all(
    TASK_TYPES.flatMap((type) =>
      inBatches(tasks.filter((task) => task.type === type)).map((batch) => sendOrLeave(type, batch, signal)),
    ),
  );
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
