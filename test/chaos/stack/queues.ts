/** The queues of the stack, past the proxy. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { queueSuffix } from "../../../lib/tasks/queue-names.ts";
import { TASK_TYPES } from "../../../lib/tasks/registry.ts";
import { emulatorSqs } from "../../e2e/client/queue-client.ts";

export const withSqs = async <T>(endpoint: string, use: (sqs: SQSClient) => Promise<T>): Promise<T> => {
  const sqs = emulatorSqs(endpoint);
  try {
    return await use(sqs);
  } finally {
    sqs.destroy();
  }
};

/** @param suffix `packing-slips`, `packing-slips-dlq` */
export const queueUrlOf = async (sqs: SQSClient, suffix: string): Promise<string> => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `despacho-local-${suffix}` }));
  return QueueUrl!;
};

/** How many messages the task queues hold: visible, in flight and delayed. */
export const countMessages = (endpoint: string): Promise<number> =>
  withSqs(endpoint, async (sqs) => {
    let count = 0;
    for (const type of TASK_TYPES) {
      const command = new GetQueueAttributesCommand({
        QueueUrl: await queueUrlOf(sqs, queueSuffix(type)),
        AttributeNames: [
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
          "ApproximateNumberOfMessagesDelayed",
        ],
      });
      const { Attributes = {} } = await sqs.send(command);
      count += Object.values(Attributes).reduce((sum, one) => sum + Number(one), 0);
    }
    return count;
  });

/** The bodies of the messages in the dead-letter queues. */
export const deadLetters = (endpoint: string): Promise<string[]> =>
  withSqs(endpoint, async (sqs) => {
    const bodies: string[] = [];
    for (const type of TASK_TYPES) {
      const QueueUrl = await queueUrlOf(sqs, `${queueSuffix(type)}-dlq`);
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
      });
      for (;;) {
        const { Messages = [] } = await sqs.send(command);
        if (Messages.length === 0) break;
        bodies.push(...Messages.map(({ Body }) => Body!));
      }
    }
    return bodies;
  });
