/** Sets when SQS delivers a message again. */
import { ChangeMessageVisibilityBatchCommand } from "@aws-sdk/client-sqs";
import type { TaskType } from "../tasks/registry.ts";
import { sqsClient } from "../runtime/aws-clients.ts";
import { queueUrl } from "../runtime/environment.ts";
import { inBatches } from "./sqs-batches.ts";

/** The maximum visibility timeout of SQS: 12 hours. */
const MAX_VISIBILITY_SECONDS = 43_200;

export type RedeliveryDelay = { readonly receiptHandle: string; readonly seconds: number };

const changeVisibility = (type: TaskType, batch: readonly RedeliveryDelay[]) =>
  sqsClient().send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl: queueUrl(type),
      Entries: batch.map(({ receiptHandle, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(MAX_VISIBILITY_SECONDS, Math.max(0, Math.ceil(seconds))),
      })),
    }),
  );

/**
 * Makes messages visible again after the given seconds instead of after the queue's visibility timeout. Best effort: when
 * the call fails, the queue's timeout applies.
 */
export const delayRedelivery = async (type: TaskType, delays: readonly RedeliveryDelay[]): Promise<void> => {
  await Promise.allSettled(inBatches(delays).map((batch) => changeVisibility(type, batch)));
};
