/** Publishing to SQS: a message names a task and wakes its handler up; what is to be done stays in the database. */
import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { encodeMessage } from "../contract/task-message.ts";
import { TASK_TYPES, type TaskType } from "../domain/task.ts";
import { markQueued, type Publishable } from "../database/tasks.ts";
import { now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";
import { environment, queueUrl } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";

/** SQS takes ten entries a batch: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const BATCH = 10;
/** How often entries that SQS refused in an otherwise good answer are sent again before the relay takes over. */
const ROUNDS = 3;
const MAX_VISIBILITY_SECONDS = 43_200;

let opened: SQSClient | undefined;

const client = (): SQSClient => {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SQS, AWS_REGION } = environment();
  const endpoint = AWS_ENDPOINT_URL_SQS ?? AWS_ENDPOINT_URL;
  opened ??= new SQSClient({
    region: AWS_REGION,
    maxAttempts: 2,
    // Without the last word the SDK only warns, and an SQS that hangs would hold up the order's answer.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    // An emulator's queue URLs may have a host that does not resolve.
    ...(endpoint === undefined ? {} : { endpoint, useQueueUrlAsEndpoint: false }),
  });
  return opened;
};

/** Forgets the client; the next use makes another. For tests. */
export const closeQueueClient = (): void => {
  opened?.destroy();
  opened = undefined;
};

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

// Entries are matched by id, never by position: SQS promises no order in its answer.
const sendBatch = async (type: TaskType, tasks: readonly Publishable[]): Promise<string[]> => {
  let waiting = new Map<string, SendMessageBatchRequestEntry>(
    tasks.map((task) => [task.taskId, { Id: task.taskId, MessageBody: encodeMessage(task) }]),
  );
  const sent: string[] = [];
  for (let round = 0; round < ROUNDS && waiting.size > 0; round++) {
    const answer = await client().send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl(type), Entries: [...waiting.values()] }),
    );
    const taken = new Set((answer.Successful ?? []).map((entry) => entry.Id!));
    sent.push(...taken);
    waiting = new Map([...waiting].filter(([id]) => !taken.has(id)));
  }
  return sent;
};

/**
 * Sends one message per task and notes which ones SQS took. Never throws: what could not be sent stays in the outbox,
 * and the relay sends it later.
 * @returns the ids of the tasks whose message SQS took
 */
export const publishTasks = async (
  tasks: readonly Publishable[],
  sql = database() as Parameters<typeof markQueued>[0],
): Promise<Set<string>> => {
  const batches = TASK_TYPES.flatMap((type) =>
    chunks(
      tasks.filter((task) => task.type === type),
      BATCH,
    ).map((batch) => ({ type, batch })),
  );
  const sent = await Promise.all(
    batches.map(({ type, batch }) =>
      sendBatch(type, batch).catch((fault: unknown) => {
        logger.warn("tasks stay in the outbox: SQS did not take them", {
          type,
          count: batch.length,
          fault: String(fault),
        });
        return [];
      }),
    ),
  );
  const taskIds = sent.flat();
  try {
    await markQueued(sql, taskIds, now());
  } catch (fault) {
    logger.warn("published tasks could not be marked; the relay may publish them again", {
      fault: String(fault),
    });
  }
  return new Set(taskIds);
};

/** Makes messages come again after the given seconds instead of after the queue's visibility timeout. Best effort. */
export const backOff = async (
  type: TaskType,
  delays: readonly { receiptHandle: string; seconds: number }[],
): Promise<void> => {
  const send = async (batch: typeof delays) =>
    client().send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl(type),
        Entries: batch.map(({ receiptHandle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.min(MAX_VISIBILITY_SECONDS, Math.max(0, Math.ceil(seconds))),
        })),
      }),
    );
  await Promise.allSettled(chunks(delays, BATCH).map(send));
};
