/** The number of messages in the queues of the task types, within a time limit. */
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import { createSqsClient, sqsOptions } from "./aws-clients.ts";
import { queueUrl } from "./environment.ts";

export type QueueCounts = {
  readonly visible: number;
  readonly inFlight: number;
  /** Messages in the dead-letter queue. */
  readonly deadLetters: number;
};

const TIMEOUT_MS = 1_500;

const attributesOf = async (client: SQSClient, url: string, abortSignal: AbortSignal) => {
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
    ],
  });
  const { Attributes = {} } = await client.send(command, { abortSignal });
  const count = (name: keyof typeof Attributes): number => Number(Attributes[name] ?? 0);
  const delayed = count("ApproximateNumberOfMessagesDelayed");
  return {
    visible: count("ApproximateNumberOfMessages") + delayed,
    inFlight: count("ApproximateNumberOfMessagesNotVisible"),
  };
};

const countsOf = async (client: SQSClient, type: TaskType): Promise<QueueCounts | null> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // A call that ignores its signal is abandoned.
  const timeout = new Promise<null>((resolve) =>
    signal.addEventListener("abort", () => resolve(null), { once: true }),
  );
  const url = queueUrl(type);
  const counts = Promise.all([attributesOf(client, url, signal), attributesOf(client, `${url}-dlq`, signal)])
    .then(([queue, { visible, inFlight }]) => ({ ...queue, deadLetters: visible + inFlight }))
    .catch(() => null);
  return Promise.race([counts, timeout]);
};

/** Approximate, as SQS counts; null for a queue when SQS does not respond in time. */
export const countQueues = async (): Promise<Record<TaskType, QueueCounts | null>> => {
  const client = createSqsClient({ ...sqsOptions(), maxAttempts: 1 });
  try {
    const counts = TASK_TYPES.map(async (type) => [type, await countsOf(client, type)] as const);
    return Object.fromEntries(await Promise.all(counts)) as Record<TaskType, QueueCounts | null>;
  } finally {
    client.destroy();
  }
};
