/** Creates the declared queues in an SQS emulator, as CloudFormation would. */
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { DeclaredQueue } from "./service-resources.ts";

export type PresentQueues = {
  /** Queue URL by queue name. */
  readonly urls: ReadonlyMap<string, string>;
  /** Whether a queue was missing: its earlier messages are lost. */
  readonly anyCreated: boolean;
};

const existingUrl = async (sqs: SQSClient, name: string): Promise<string | undefined> => {
  try {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
};

/** The host of an emulator's queue URL may not resolve; the emulator reads the path only. */
const throughEndpoint = (url: string, endpoint: string): string =>
  new URL(new URL(url).pathname, endpoint).href;

const ensureQueue = async (sqs: SQSClient, { name, attributes }: DeclaredQueue) => {
  const url = await existingUrl(sqs, name);
  if (url === undefined) {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return { url: QueueUrl!, created: true };
  }
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
  return { url, created: false };
};

/** Creates what is missing, in the order given, and sets the attributes of what is there. */
export const ensureQueues = async (
  sqs: SQSClient,
  declared: readonly DeclaredQueue[],
  endpoint: string,
): Promise<PresentQueues> => {
  const urls = new Map<string, string>();
  let anyCreated = false;
  for (const queue of declared) {
    const { url, created } = await ensureQueue(sqs, queue);
    urls.set(queue.name, throughEndpoint(url, endpoint));
    anyCreated ||= created;
  }
  return { urls, anyCreated };
};
