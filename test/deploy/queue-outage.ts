/** An outage of SQS, simulated by deleting the task queues for a while. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type QueueAttributeName,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { queueSuffix } from "../../lib/tasks/queue-names.ts";
import { TASK_TYPES } from "../../lib/tasks/registry.ts";
import { emulatorSqs } from "../e2e/client/queue-client.ts";

const QUEUE_PREFIX = "despacho-local-";
const SUFFIXES = TASK_TYPES.map((type) => `-${queueSuffix(type)}`);
const RESTORED_ATTRIBUTES: QueueAttributeName[] = [
  "VisibilityTimeout",
  "MessageRetentionPeriod",
  "RedrivePolicy",
];

type Queue = { readonly url: string; readonly attributes: Record<string, string> };

const listTaskQueues = async (sqs: SQSClient): Promise<Queue[]> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: QUEUE_PREFIX }));
  const urls = QueueUrls.filter((url) => SUFFIXES.some((suffix) => url.endsWith(suffix)));
  return Promise.all(
    urls.map(async (url) => {
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: RESTORED_ATTRIBUTES });
      return { url, attributes: (await sqs.send(command)).Attributes ?? {} };
    }),
  );
};

/** Deletes every task queue with its messages, runs `during`, and creates the queues again. */
export const withoutTaskQueues = async (endpoint: string, during: () => Promise<void>): Promise<void> => {
  const sqs = emulatorSqs(endpoint);
  try {
    const queues = await listTaskQueues(sqs);
    for (const { url } of queues) await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    try {
      await during();
    } finally {
      for (const { url, attributes } of queues)
        await sqs.send(new CreateQueueCommand({ QueueName: url.split("/").at(-1)!, Attributes: attributes }));
    }
  } finally {
    sqs.destroy();
  }
};

/** Whether any queue of the deployment exists. */
export const hasQueues = async (endpoint: string): Promise<boolean> => {
  const sqs = emulatorSqs(endpoint);
  try {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: QUEUE_PREFIX }));
    return QueueUrls.length > 0;
  } finally {
    sqs.destroy();
  }
};
