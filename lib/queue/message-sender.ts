/**
 * Sends the messages of tasks to their queues. Messages for one queue that come up at the same time, in a process that serves
 * several requests, go in one call.
 */
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { encodeMessage } from "../contract/task-message.ts";
import type { Publishable } from "../database/tasks.ts";
import { errorLine } from "../domain/errors.ts";
import { sqsClient } from "../runtime/aws-clients.ts";
import { queueUrl } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import type { TaskType } from "../tasks/registry.ts";
import { MAX_BATCH_ENTRIES } from "./sqs-batches.ts";

/** How often the entries that SQS rejects within a successful call are sent before they are left to the relay. */
const MAX_SENDS = 3;
/** How long messages that fill no batch wait for the call that is under way. */
const MAX_WAIT_MS = 50;

// Entries are matched by id: SQS documents no order of the entries in its response.
const sendBatch = async (type: TaskType, tasks: readonly Publishable[]): Promise<Set<string>> => {
  const unsent = new Map<string, SendMessageBatchRequestEntry>(
    tasks.map((task) => [task.taskId, { Id: task.taskId, MessageBody: encodeMessage(task) }]),
  );
  const sent = new Set<string>();
  for (let send = 0; send < MAX_SENDS && unsent.size > 0; send++) {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl(type), Entries: [...unsent.values()] });
    // Without a signal: the client composes its middlewares for each call that is given one.
    const response = await sqsClient().send(command);
    for (const { Id } of response.Successful ?? []) {
      sent.add(Id!);
      unsent.delete(Id!);
    }
  }
  return sent;
};

const sendOrLeave = async (type: TaskType, tasks: readonly Publishable[]): Promise<ReadonlySet<string>> => {
  try {
    return await sendBatch(type, tasks);
  } catch (error) {
    logger.warn("tasks stay in the outbox: the call to SQS failed", {
      type,
      count: tasks.length,
      error: errorLine(error),
    });
    return new Set();
  }
};

type Waiting = { readonly task: Publishable; readonly resolve: (isSent: boolean) => void };

/**
 * Sends the messages of one queue. A full batch is sent at once. Fewer messages wait for the call that is under way, for at most
 * `MAX_WAIT_MS`, and then go together; without such a call they wait for nothing.
 */
export class MessageSender {
  readonly #type: TaskType;
  #waiting: Waiting[] = [];
  #callsUnderWay = 0;
  #isScheduled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(type: TaskType) {
    this.#type = type;
  }

  /**
   * Never throws.
   * @param signal ends the wait: what has no response by then counts as not sent, even if SQS accepts it later
   * @returns the ids of the tasks whose message SQS accepted
   */
  async send(tasks: readonly Publishable[], signal: AbortSignal): Promise<readonly string[]> {
    const mine: Waiting[] = [];
    const results = tasks.map((task) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      mine.push({ task, resolve });
      return promise;
    });
    const giveUp = () => {
      this.#waiting = this.#waiting.filter((one) => !mine.includes(one));
      logger.warn("tasks stay in the outbox: SQS did not respond in time", {
        type: this.#type,
        count: tasks.length,
      });
      for (const { resolve } of mine) resolve(false);
    };
    if (signal.aborted) return [];
    signal.addEventListener("abort", giveUp, { once: true });
    this.#waiting.push(...mine);
    this.#schedule();
    const sent = await Promise.all(results);
    signal.removeEventListener("abort", giveUp);
    return tasks.filter((_, index) => sent[index]).map(({ taskId }) => taskId);
  }

  /** After the callbacks of this turn, so that requests whose statements end together send together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(isLate = false): void {
    while (
      this.#waiting.length >= MAX_BATCH_ENTRIES ||
      (this.#waiting.length > 0 && (this.#callsUnderWay === 0 || isLate))
    )
      void this.#call(this.#waiting.splice(0, MAX_BATCH_ENTRIES));
    if (this.#waiting.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    // Later messages do not put off those that wait already.
    else
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#flush(true);
      }, MAX_WAIT_MS);
  }

  async #call(batch: readonly Waiting[]): Promise<void> {
    this.#callsUnderWay++;
    const sent = await sendOrLeave(
      this.#type,
      batch.map(({ task }) => task),
    );
    this.#callsUnderWay--;
    for (const { task, resolve } of batch) resolve(sent.has(task.taskId));
    this.#flush();
  }
}
