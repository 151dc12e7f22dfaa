/**
 * The Lambda handler of a queue: parses the messages of a batch, passes their tasks to a batch handler, and reports to SQS
 * which messages to deliver again (`ReportBatchItemFailures`) and when. Batch handlers work with tasks only, not with SQS.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { parseMessage } from "../contract/task-message.ts";
import { errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { environment } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { delayRedelivery } from "./visibility.ts";

/** A task that at least one message of the batch asks for. */
export type TaskMessage = {
  readonly taskId: string;
  /** Whether SQS moves the message to the dead-letter queue when this attempt fails. */
  readonly isLastAttempt: boolean;
};

/** A task whose message SQS delivers again. Without `afterSeconds` the back-off by receive count applies. */
export type RetryRequest = { readonly taskId: string; readonly afterSeconds?: number };

/** Executes the tasks of a batch and returns those to deliver again. The messages of all others are deleted. */
export type BatchHandler = (messages: readonly TaskMessage[]) => Promise<readonly RetryRequest[]>;

/** Seconds until the next attempt, by receive count. Their sum is longer than a database failover takes. */
const BACK_OFF_SECONDS = [1, 3, 10, 30, 60];

type FailedRecord = { readonly record: SQSRecord; readonly seconds: number };

const receiveCount = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount) || 1;
const backOffSeconds = (record: SQSRecord): number =>
  BACK_OFF_SECONDS[Math.min(receiveCount(record), BACK_OFF_SECONDS.length) - 1]!;

const parseBatch = (event: SQSEvent) => {
  const byTask = new Map<string, SQSRecord[]>();
  const malformed: SQSRecord[] = [];
  for (const record of event.Records) {
    const message = parseMessage(record.body);
    if (message === undefined) malformed.push(record);
    else byTask.set(message.taskId, [...(byTask.get(message.taskId) ?? []), record]);
  }
  return { byTask, malformed };
};

const taskMessages = (byTask: ReadonlyMap<string, readonly SQSRecord[]>): TaskMessage[] => {
  const limit = environment().MAX_RECEIVE_COUNT;
  return [...byTask].map(([taskId, records]) => ({
    taskId,
    isLastAttempt: records.some((record) => receiveCount(record) >= limit),
  }));
};

const execute = async (
  type: TaskType,
  handle: BatchHandler,
  messages: readonly TaskMessage[],
): Promise<readonly RetryRequest[]> => {
  try {
    return await handle(messages);
  } catch (error) {
    logger.error("the whole batch failed", { type, error: errorLine(error) });
    return messages.map(({ taskId }) => ({ taskId }));
  }
};

const reportFailures = async (type: TaskType, failed: readonly FailedRecord[]): Promise<SQSBatchResponse> => {
  if (failed.length > 0)
    await delayRedelivery(
      type,
      failed.map(({ record, seconds }) => ({ receiptHandle: record.receiptHandle, seconds })),
    );
  return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
};

/**
 * Creates the Lambda handler of one queue.
 *
 * A message for which no retry can succeed (malformed, unknown task, wrong queue) is delivered again without delay, so that
 * it reaches the dead-letter queue within seconds. The other messages in the batch succeed.
 */
export const queueFunction =
  (type: TaskType, handle: BatchHandler) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const { byTask, malformed } = parseBatch(event);
    if (malformed.length > 0)
      logger.warn("malformed messages", { type, messageIds: malformed.map((r) => r.messageId) });
    const retries = await execute(type, handle, taskMessages(byTask));
    const failed = retries.flatMap(({ taskId, afterSeconds }) =>
      (byTask.get(taskId) ?? []).map((record) => ({
        record,
        seconds: afterSeconds ?? backOffSeconds(record),
      })),
    );
    return reportFailures(type, [...failed, ...malformed.map((record) => ({ record, seconds: 0 }))]);
  };
