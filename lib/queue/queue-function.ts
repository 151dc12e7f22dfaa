/**
 * The edge of a queue handler: parses messages, lets the work be done, answers which messages must come again
 * (`ReportBatchItemFailures`), and when. A handler says what happened to each task; it never sees SQS.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { parseMessage } from "../contract/task-message.ts";
import { errorLine } from "../domain/errors.ts";
import type { TaskType } from "../domain/task.ts";
import { environment } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { backOff } from "./sqs.ts";

/** A task that some message asks for. */
export type TaskMessage = {
  readonly taskId: string;
  /** Whether SQS will move the message to the dead-letter queue should this attempt fail too. */
  readonly isLastAttempt: boolean;
};

/** A task whose message must come again, and after how many seconds at the earliest. */
export type RetryRequest = { readonly taskId: string; readonly afterSeconds?: number };

/** Does the tasks of a batch and answers which of them must come again. The others are over, well or not. */
export type BatchHandler = (deliveries: readonly TaskMessage[]) => Promise<readonly RetryRequest[]>;

/** Seconds until the next attempt, by how often the message was received. Their sum outlasts a database failover. */
const BACK_OFF = [1, 3, 10, 30, 60];

const receiveCount = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount) || 1;
const backOffSeconds = (record: SQSRecord): number =>
  BACK_OFF[Math.min(receiveCount(record), BACK_OFF.length) - 1]!;

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

/**
 * Makes a Lambda handler for one queue.
 *
 * A message that no retry can mend (malformed, unknown task, wrong queue) is received again at once, so that it reaches
 * the dead-letter queue in seconds instead of occupying the handler for hours; its batch-mates succeed.
 */
export const queueFunction =
  (type: TaskType, work: BatchHandler) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const { byTask, malformed } = parseBatch(event);
    const limit = environment().MAX_RECEIVE_COUNT;
    const deliveries = [...byTask].map(([taskId, records]) => ({
      taskId,
      isLastAttempt: records.some((record) => receiveCount(record) >= limit),
    }));
    if (malformed.length > 0)
      logger.warn("malformed messages", { type, messageIds: malformed.map((r) => r.messageId) });

    const again = await work(deliveries).catch((fault: unknown) => {
      logger.error("the whole batch failed", { type, fault: errorLine(fault) });
      return deliveries.map(({ taskId }) => ({ taskId }) as RetryRequest);
    });

    const failed = again.flatMap(({ taskId, afterSeconds }) =>
      (byTask.get(taskId) ?? []).map((record) => ({
        record,
        seconds: afterSeconds ?? backOffSeconds(record),
      })),
    );
    failed.push(...malformed.map((record) => ({ record, seconds: 0 })));
    if (failed.length > 0) {
      await backOff(
        type,
        failed.map(({ record, seconds }) => ({ receiptHandle: record.receiptHandle, seconds })),
      );
    }
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };
