/** Replaces messages by copies, whose receive count starts again. */
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { sqsClient } from "../runtime/aws-clients.ts";
import { queueUrl } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { inBatches } from "./sqs-batches.ts";

/** The maximum delay of SQS: 15 minutes. */
const MAX_DELAY_SECONDS = 900;

export type RenewedMessage = { readonly body: string; readonly seconds: number };

const sendCopies = (type: TaskType, batch: readonly RenewedMessage[]) =>
  sqsClient().send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl(type),
      Entries: batch.map(({ body, seconds }, index) => ({
        Id: String(index),
        MessageBody: body,
        DelaySeconds: Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(seconds))),
      })),
    }),
  );

/**
 * Sends copies that are delivered after the given seconds; the caller deletes the originals. Never throws: a task whose
 * copy SQS does not accept stays queued in the outbox, and the relay publishes it when its message is missing.
 */
export const renewMessages = async (type: TaskType, messages: readonly RenewedMessage[]): Promise<void> => {
  const results = await Promise.allSettled(inBatches(messages).map((batch) => sendCopies(type, batch)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined)
    logger.warn("messages could not be renewed; their tasks are left to the relay", {
      type,
      error: errorLine(failed.reason),
    });
};
