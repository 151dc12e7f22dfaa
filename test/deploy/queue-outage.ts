/** An outage of SQS, as far as an emulator can have one: its queues are away for a while. */
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
import { withSqsClient } from "./emulator-sqs.ts";

const TASK_QUEUES = TASK_TYPES.map((type) => `-${queueSuffix(type)}`);
const KEPT: QueueAttributeName[] = ["VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy"];

type Queue = { readonly url: string; readonly attributes: Record<string, string> };

const taskQueues = async (sqs: SQSClient): Promise<Queue[]> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "despacho-local-" }));
  return Promise.all(
    QueueUrls.filter((url) => TASK_QUEUES.some((ending) => url.endsWith(ending))).map(async (url) => {
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: KEPT });
      return { url, attributes: (await sqs.send(command)).Attributes ?? {} };
    }),
  );
};

/** Takes every task's queue away, empty as it is then, and gives it back afterwards. */
export const withoutQueues = (endpoint: string, during: () => Promise<void>): Promise<void> =>
  withSqsClient(endpoint, async (sqs) => {
    const queues = await taskQueues(sqs);
    for (const { url } of queues) await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    try {
      await during();
    } finally {
      for (const { url, attributes } of queues)
        await sqs.send(new CreateQueueCommand({ QueueName: url.split("/").at(-1)!, Attributes: attributes }));
    }
  });
