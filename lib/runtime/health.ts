/** Whether what we depend on answers, asked of each in its own way and within a second and a half. */
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { QUEUE_SUFFIX, TASK_TYPES, type TaskType } from "../domain/task.ts";
import { millis } from "./clock.ts";
import { database } from "./database-pool.ts";
import { environment, queueUrl } from "./environment.ts";

type Health = { readonly status: "up" | "down"; readonly milliseconds: number };

export type HealthReport = {
  readonly status: "up" | "down";
  readonly dependencies: {
    readonly database: Health;
    readonly queues: Readonly<Record<string, Health>>;
    readonly mail: Health;
  };
};

const PATIENCE_MS = 1_500;

type Probe = (signal: AbortSignal) => Promise<unknown>;

// A probe that does not heed its signal is left behind: the answer must come in time.
const ask = async (probe: Probe): Promise<Health> => {
  const started = millis();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true }),
  );
  const status = await Promise.race([Promise.resolve().then(() => probe(signal)), late]).then(
    () => "up" as const,
    () => "down" as const,
  );
  return { status, milliseconds: millis() - started };
};

const databaseProbe: Probe = () => database().one("select 1");

const queueProbe =
  (client: SQSClient, type: TaskType): Probe =>
  (abortSignal) =>
    client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl(type), AttributeNames: ["QueueArn"] }), {
      abortSignal,
    });

// SES has no question that our role may ask and that every emulator answers; that it speaks HTTP at all must do.
const mailProbe: Probe = async (signal) => {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SES, AWS_REGION } = environment();
  const url = AWS_ENDPOINT_URL_SES ?? AWS_ENDPOINT_URL ?? `https://email.${AWS_REGION}.amazonaws.com`;
  const answer = await fetch(url, { signal, redirect: "manual" });
  await answer.body?.cancel();
  if (answer.status >= 500) throw new Error("SES is broken");
};

const queueClient = (): SQSClient => {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SQS, AWS_REGION } = environment();
  const endpoint = AWS_ENDPOINT_URL_SQS ?? AWS_ENDPOINT_URL;
  return new SQSClient({
    region: AWS_REGION,
    maxAttempts: 1,
    ...(endpoint === undefined ? {} : { endpoint, useQueueUrlAsEndpoint: false }),
  });
};

const askQueues = async (): Promise<Record<string, Health>> => {
  const client = queueClient();
  try {
    const states = TASK_TYPES.map(
      async (type) => [QUEUE_SUFFIX[type], await ask(queueProbe(client, type))] as const,
    );
    return Object.fromEntries(await Promise.all(states));
  } finally {
    client.destroy();
  }
};

const look = async (): Promise<HealthReport> => {
  const [base, queues, mail] = await Promise.all([ask(databaseProbe), askQueues(), ask(mailProbe)]);
  const all = [base, mail, ...Object.values(queues)];
  const status = all.every((one) => one.status === "up") ? "up" : "down";
  return { status, dependencies: { database: base, queues, mail } };
};

let looking: Promise<HealthReport> | undefined;

/** The state of every dependency. Many who ask at once share one look, so that asking is no way to cause load. */
export const checkHealth = (): Promise<HealthReport> => {
  looking ??= look().finally(() => {
    looking = undefined;
  });
  return looking;
};
