/** Makes the declared queues exist in whatever SQS we talk to, as CloudFormation would. */
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
  /** Whether any had to be made: then whatever was in it before is lost. */
  readonly anyCreated: boolean;
};

const existingUrl = async (sqs: SQSClient, name: string): Promise<string | undefined> => {
  try {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  } catch (fault) {
    if (fault instanceof QueueDoesNotExist) return undefined;
    throw fault;
  }
};

/** An emulator names a host that may not resolve; the path is what it looks at. */
const throughEndpoint = (url: string, endpoint: string | undefined): string =>
  endpoint === undefined ? url : new URL(new URL(url).pathname, endpoint).href;

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
  endpoint: string | undefined,
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
