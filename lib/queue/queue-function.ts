/**
 * The Lambda handler of a queue: parses the messages of a batch, passes their tasks to a batch handler, and reports to SQS
 * which messages to deliver again (`ReportBatchItemFailures`) and when. Batch handlers work with tasks only, not with SQS.
 *
 * SQS counts receives and moves a message to the dead-letter queue after the queue's maximum. That is meant for messages
 * for which no retry can succeed. Attempts are counted on the task instead, because an outage uses up receives too: the
 * message of a task that must run again is replaced by a copy before SQS would move it.
 */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { parseMessage } from "../contract/task-message.ts";
import { errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { millis } from "../runtime/clock.ts";
import { followDatabaseClock } from "../runtime/database-clock.ts";
import { environment } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { delayRedelivery, renewMessages } from "./redelivery.ts";

/** A task that at least one message of the batch asks for. */
export type TaskMessage = { readonly taskId: string };

/** A task whose message is delivered again. */
export type RetryRequest = {
  readonly taskId: string;
  /** Without it the back-off by receive count applies. */
  readonly afterSeconds?: number;
  /** The message is permanently invalid, so that SQS may move it to the dead-letter queue. */
  readonly isPoison?: true;
  /** The message is replaced by a copy, so that waiting for the task's turn uses up no receives. */
  readonly isRenewed?: true;
};

/**
 * Executes the tasks of a batch and returns those to deliver again. The messages of all others are deleted.
 * @param deadline when the invocation ends, in milliseconds since the epoch
 */
export type BatchHandler = (
  messages: readonly TaskMessage[],
  deadline: number,
) => Promise<readonly RetryRequest[]>;

/** Seconds until the next delivery, by receive count. */
const BACK_OFF_SECONDS = [1, 3, 10, 30, 60];
/** The time limit when the invocation has no context. */
const DEFAULT_TIMEOUT_MS = 20_000;

type FailedRecord = {
  readonly record: SQSRecord;
  readonly seconds: number;
  readonly mode: "retry" | "renew";
};

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

const execute = async (
  type: TaskType,
  handle: BatchHandler,
  messages: readonly TaskMessage[],
  deadline: number,
): Promise<readonly RetryRequest[]> => {
  try {
    return await handle(messages, deadline);
  } catch (error) {
    logger.error("the whole batch failed", { type, error: errorLine(error) });
    return messages.map(({ taskId }) => ({ taskId }));
  }
};

const toFailedRecord = (request: RetryRequest, record: SQSRecord): FailedRecord => {
  const isLastReceive = receiveCount(record) >= environment().MAX_RECEIVE_COUNT;
  const renewed = request.isRenewed === true || (isLastReceive && request.isPoison !== true);
  return {
    record,
    seconds: request.afterSeconds ?? backOffSeconds(record),
    mode: renewed ? "renew" : "retry",
  };
};

const reportFailures = async (type: TaskType, failed: readonly FailedRecord[]): Promise<SQSBatchResponse> => {
  const retried = failed.filter(({ mode }) => mode === "retry");
  const renewed = failed.filter(({ mode }) => mode === "renew");
  await Promise.all([
    delayRedelivery(
      type,
      retried.map(({ record, seconds }) => ({ receiptHandle: record.receiptHandle, seconds })),
    ),
    renewMessages(
      type,
      renewed.map(({ record, seconds }) => ({ body: record.body, seconds })),
    ),
  ]);
  return { batchItemFailures: retried.map(({ record }) => ({ itemIdentifier: record.messageId })) };
};

/**
 * Creates the Lambda handler of one queue.
 *
 * A message for which no retry can succeed (malformed, unknown task, wrong queue) is delivered again without delay, so that
 * it reaches the dead-letter queue within seconds. The other messages in the batch succeed.
 */
export const queueFunction =
  (type: TaskType, handle: BatchHandler) =>
  async (event: SQSEvent, context?: Partial<Context>): Promise<SQSBatchResponse> => {
    await followDatabaseClock();
    const deadline = millis() + (context?.getRemainingTimeInMillis?.() ?? DEFAULT_TIMEOUT_MS);
    const { byTask, malformed } = parseBatch(event);
    if (malformed.length > 0)
      logger.warn("malformed messages", { type, messageIds: malformed.map((r) => r.messageId) });
    const messages = [...byTask.keys()].map((taskId) => ({ taskId }));
    const retries = await execute(type, handle, messages, deadline);
    const failed = retries.flatMap((request) =>
      (byTask.get(request.taskId) ?? []).map((record) => toFailedRecord(request, record)),
    );
    const poison = malformed.map((record) => ({ record, seconds: 0, mode: "retry" as const }));
    return reportFailures(type, [...failed, ...poison]);
  };
