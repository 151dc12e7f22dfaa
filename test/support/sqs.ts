/** An SQS of a test's own, in its process. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startSqs } from "../../dev/services/sqs-server.ts";

export type TestQueue = { readonly url: string; readonly deadLetterUrl: string };

export type TestSqs = {
  readonly endpoint: string;
  readonly client: SQSClient;
  /** Makes a queue and its dead-letter queue. */
  createQueue(
    name: string,
    settings?: { maxReceiveCount?: number; visibilitySeconds?: number },
  ): Promise<TestQueue>;
  send(url: string, body: string): Promise<void>;
  /** Takes what is there now, ten at most, and deletes it; answers the bodies. */
  receiveAndDelete(url: string): Promise<string[]>;
  /** Messages that wait, not counting those in flight. */
  waiting(url: string): Promise<number>;
  stop(): Promise<void>;
};

/** Emulators want credentials but look at none. */
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

export const startTestSqs = async (): Promise<TestSqs> => {
  const server = await startSqs(0);
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = new SQSClient({
    region: "us-east-1",
    endpoint,
    useQueueUrlAsEndpoint: false,
    credentials: CREDENTIALS,
  });

  const create = async (name: string, attributes: Record<string, string>): Promise<string> => {
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return `${endpoint}/000000000000/${name}`;
  };
  const take = async (url: string): Promise<string[]> => {
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
    receiveAndDelete: take,
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
