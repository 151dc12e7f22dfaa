import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startAwsProxy } from "../../test/chaos/stack/aws-proxy.ts";
import { startTestSqs } from "../../test/support/sqs.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { LocalQueues } from "./local-queues.ts";

const NAME = "queue-of-a-silent-sqs";
/** Longer than a call to SQS may take. */
const TIMEOUT_MS = 20_000;

const sqs = await startTestSqs();
const proxy = await startAwsProxy(sqs.endpoint);
beforeAll(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await proxy.stop();
  await sqs.stop();
});

test("messages are received again after SQS did not respond to the deletion of others", async () => {
  const queue = await sqs.createQueue(NAME, { maxReceiveCount: 5, visibilitySeconds: 60 });
  const source = {
    functionName: "f",
    queue: NAME,
    queueArn: `arn:aws:sqs:us-east-1:000000000000:${NAME}`,
    batchSize: 1,
    windowSeconds: 0,
    concurrency: 1,
    reportsBatchItemFailures: true,
  };
  const work = {
    region: "us-east-1",
    endpoint: proxy.endpoint,
    queues: [],
    sources: [source],
    functions: [],
    relay: undefined,
  };
  const received: string[] = [];
  const queues = new LocalQueues(work, new Map([[NAME, queue.url]]), () => {});
  queues.start(async (_, event) => {
    received.push(...(event as SQSEvent).Records.map(({ body }) => body));
    return { kind: "response", payload: null };
  }, false);
  const silent = proxy.disturb(({ action }) => action === "DeleteMessageBatch", 1, TIMEOUT_MS);
  await sqs.send(queue.url, "1");
  expect(await silent).toBe(1);
  await sqs.send(queue.url, "2");
  await waitFor("the second message", () => received.includes("2"), TIMEOUT_MS);
  await queues.stop();
}, 60_000);
