/** When SQS delivers messages again: their visibility is changed, or they are replaced by copies with a new receive count. */
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { sqsClient } from "../runtime/aws-clients.ts";
import { queueUrl } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { inBatches } from "./sqs-batches.ts";

/** SQS's maximum visibility timeout, 12 hours, and its maximum delay, 15 minutes. */
const MAX_VISIBILITY_SECONDS = 43_200;
const MAX_DELAY_SECONDS = 900;

const wholeSeconds = (seconds: number, max: number): number => Math.min(max, Math.max(0, Math.ceil(seconds)));

export type RedeliveryDelay = { readonly receiptHandle: string; readonly seconds: number };

/**
 * Makes messages visible again after the given seconds instead of after the queue's visibility timeout. Best effort: when
 * the call fails, the queue's timeout applies.
 */
export const delayRedelivery = async (type: TaskType, delays: readonly RedeliveryDelay[]): Promise<void> => {
  const changeVisibility = (batch: readonly RedeliveryDelay[]) =>
    sqsClient().send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl(type),
        Entries: batch.map(({ receiptHandle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: wholeSeconds(seconds, MAX_VISIBILITY_SECONDS),
        })),
      }),
    );
  await Promise.allSettled(inBatches(delays).map(changeVisibility));
};

export type RenewedMessage = { readonly body: string; readonly seconds: number };

/**
 * Sends copies that are delivered after the given seconds; the caller deletes the originals. Never throws: a task whose
 * copy SQS does not accept stays queued in the outbox, and the relay publishes it when its message is missing.
 */
export const renewMessages = async (type: TaskType, messages: readonly RenewedMessage[]): Promise<void> => {
  const sendCopies = (batch: readonly RenewedMessage[]) =>
    sqsClient().send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl(type),
        Entries: batch.map(({ body, seconds }, index) => ({
          Id: String(index),
          MessageBody: body,
          DelaySeconds: wholeSeconds(seconds, MAX_DELAY_SECONDS),
        })),
      }),
    );
  const results = await Promise.allSettled(inBatches(messages).map(sendCopies));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined)
    logger.warn("messages could not be renewed; their tasks are left to the relay", {
      type,
      error: errorLine(failed.reason),
    });
};
