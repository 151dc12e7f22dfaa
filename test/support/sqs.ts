/** An SQS emulator for one test file, in the same process. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { createSqsClient, EMULATOR_CREDENTIALS } from "../../lib/runtime/aws-clients.ts";
import { startSqs } from "../../dev/services/sqs-server.ts";

export type TestQueue = { readonly url: string; readonly deadLetterUrl: string };

export type TestSqs = {
  readonly endpoint: string;
  readonly client: SQSClient;
  /** Creates a queue and its dead-letter queue. */
  createQueue(
    name: string,
    settings?: { maxReceiveCount?: number; visibilitySeconds?: number },
  ): Promise<TestQueue>;
  send(url: string, body: string): Promise<void>;
  /** Receives up to ten messages, deletes them, and returns their bodies. */
  receiveAndDelete(url: string): Promise<string[]>;
  /** The number of visible messages; messages in flight are not counted. */
  waiting(url: string): Promise<number>;
  stop(): Promise<void>;
};

export const startTestSqs = async (): Promise<TestSqs> => {
  const server = await startSqs(0);
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = createSqsClient({ endpoint, credentials: EMULATOR_CREDENTIALS });

  const create = async (name: string, attributes: Record<string, string>): Promise<string> => {
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return `${endpoint}/000000000000/${name}`;
  };
  const receiveAndDelete = async (url: string): Promise<string[]> => {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    for (const { ReceiptHandle } of Messages ?? []) {
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
    return (Messages ?? []).map(({ Body }) => Body ?? "");
  };
  return {
    endpoint,
    client,
    receiveAndDelete,
    createQueue: async (name, { maxReceiveCount = 5, visibilitySeconds = 30 } = {}) => {
      const deadLetterUrl = await create(`${name}-dlq`, {});
      const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${name}-dlq`;
      const url = await create(name, {
        VisibilityTimeout: String(visibilitySeconds),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
      });
      return { url, deadLetterUrl };
    },
    send: async (url, body) => {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
    },
    waiting: async (url) => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] }),
      );
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
};
