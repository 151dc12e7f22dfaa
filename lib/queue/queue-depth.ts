/** The number of messages in a queue. */
import { GetQueueAttributesCommand, type QueueAttributeName } from "@aws-sdk/client-sqs";
import { errorLine } from "../domain/errors.ts";
import type { TaskType } from "../tasks/registry.ts";
import { sqsClient } from "../runtime/aws-clients.ts";
import { queueUrl } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";

const COUNTS: QueueAttributeName[] = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
];

/**
 * The approximate number of messages in a task type's queue, those in flight included. Messages in its dead-letter queue are
 * not counted.
 * @returns undefined when SQS does not respond
 */
export const queueDepth = async (type: TaskType): Promise<number | undefined> => {
  try {
    const { Attributes } = await sqsClient().send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl(type), AttributeNames: COUNTS }),
    );
    return COUNTS.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
  } catch (error) {
    logger.warn("the depth of a queue is unknown", { type, error: errorLine(error) });
    return undefined;
  }
};
