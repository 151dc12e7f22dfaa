import type { SQSEvent } from "aws-lambda";
import { afterAll, afterEach, expect, test } from "vitest";
import { startTestSqs } from "../../test/support/sqs.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import type { InvocationResult } from "./batch-outcome.ts";
import { type Poller, startPoller } from "./sqs-poller.ts";
import type { EventSourceMapping } from "./service-resources.ts";

const sqs = await startTestSqs();
afterAll(() => sqs.stop());

type Handler = (event: SQSEvent) => InvocationResult | Promise<InvocationResult>;
type Setting = Partial<EventSourceMapping> & {
  readonly maxReceiveCount?: number;
  readonly visibilitySeconds?: number;
};

const pollers: Poller[] = [];
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
});

const done: InvocationResult = { kind: "response", payload: null };
const failing = (ids: readonly string[]): InvocationResult => ({
  kind: "response",
  payload: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

let made = 0;

/** A queue and a poller on it that invokes `handler` with batches; records all events. */
const poll = async (
  handler: Handler,
  { maxReceiveCount = 2, visibilitySeconds = 1, ...source }: Setting = {},
) => {
  made += 1;
  const name = `queue-${made}`;
  const queue = await sqs.createQueue(name, { maxReceiveCount, visibilitySeconds });
  const events: SQSEvent[] = [];
  const deps = {
    sqs: sqs.client,
    region: "us-east-1",
    invoke: async (_function: string, event: unknown) => {
      events.push(event as SQSEvent);
      return handler(event as SQSEvent);
    },
    log: () => {},
    queueUrl: () => queue.url,
    onQueueGone: async () => {
      await sqs.createQueue(name);
    },
  };
  const start = () =>
    pollers.push(
      startPoller(
        {
          functionName: "f",
          queue: name,
          queueArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
          batchSize: 10,
          windowSeconds: 0,
          concurrency: 5,
          reportsBatchItemFailures: true,
          ...source,
        },
        deps,
      ),
    );
  const bodies = () => events.flatMap(({ Records }) => Records.map(({ body }) => body));
  return { ...queue, name, events, bodies, start };
};

test("messages arrive in batches as SQS records and are deleted when the function succeeds", async () => {
  const queue = await poll(() => done);
  for (const body of ["1", "2", "3"]) await sqs.send(queue.url, body);
  queue.start();
  await waitFor("three messages", () => queue.bodies().length === 3);
  const [record] = queue.events[0]!.Records;
  expect(record).toMatchObject({
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue.name}`,
    awsRegion: "us-east-1",
    messageAttributes: {},
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  await pollers[0]!.stop();
  expect(await sqs.waiting(queue.url)).toBe(0);
});

test("a message reported as failed is retried and goes to the dead-letter queue; the other messages of the batch do not", async () => {
  const queue = await poll(({ Records }) =>
    failing(Records.filter(({ body }) => body === "bad").map(({ messageId }) => messageId)),
  );
  for (const body of ["good", "bad", "fine"]) await sqs.send(queue.url, body);
  queue.start();
  await waitFor("the dead letter", async () => (await sqs.waiting(queue.deadLetterUrl)) === 1);
  expect(await sqs.receiveAndDelete(queue.deadLetterUrl)).toEqual(["bad"]);
  expect(queue.bodies().sort()).toEqual(["bad", "bad", "fine", "good"]);
  const counts = queue.events.flatMap(({ Records }) =>
    Records.filter(({ body }) => body === "bad").map(({ attributes }) => attributes.ApproximateReceiveCount),
  );
  expect(counts).toEqual(["1", "2"]);
});

test.each<[string, InvocationResult]>([
  ["a thrown error", { kind: "error", message: "boom" }],
  ["an unknown id", failing(["unknown"])],
])("after %s the whole batch is retried and then goes to the dead-letter queue", async (_name, result) => {
  const queue = await poll(() => result);
  await sqs.send(queue.url, "1");
  await sqs.send(queue.url, "2");
  queue.start();
  await waitFor("both dead letters", async () => (await sqs.waiting(queue.deadLetterUrl)) === 2);
  expect(queue.bodies().sort()).toEqual(["1", "1", "2", "2"]);
});

test("a batch fills while its batching window is open", async () => {
  const queue = await poll(() => done, { batchSize: 30, windowSeconds: 5, visibilitySeconds: 30 });
  for (let index = 0; index < 30; index += 1) await sqs.send(queue.url, String(index));
  queue.start();
  await waitFor("all messages", () => queue.bodies().length === 30);
  expect(queue.events.map(({ Records }) => Records.length)).toEqual([30]);
});

test("no more batches are in flight than the maximum concurrency", async () => {
  let running = 0;
  let most = 0;
  const release = Promise.withResolvers<InvocationResult>();
  const queue = await poll(
    async () => {
      running += 1;
      most = Math.max(most, running);
      const result = await release.promise;
      running -= 1;
      return result;
    },
    { batchSize: 1, concurrency: 2, visibilitySeconds: 30 },
  );
  for (const body of ["1", "2", "3", "4"]) await sqs.send(queue.url, body);
  queue.start();
  await waitFor("two batches in flight", () => running === 2);
  expect(await sqs.waiting(queue.url)).toBe(2);
  release.resolve(done);
  await waitFor("all four", () => queue.bodies().length === 4);
  expect(most).toBe(2);
});

test("large messages are split over invocations below the payload limit", async () => {
  const queue = await poll(() => done, { visibilitySeconds: 30 });
  for (let index = 0; index < 8; index += 1) await sqs.send(queue.url, "x".repeat(900_000));
  queue.start();
  await waitFor("all messages", () => queue.bodies().length === 8);
  for (const event of queue.events) expect(JSON.stringify(event).length).toBeLessThan(6 * 1024 * 1024);
});

test("stop waits for the batch in flight and deletes its messages", async () => {
  const release = Promise.withResolvers<InvocationResult>();
  const queue = await poll(() => release.promise, { visibilitySeconds: 1 });
  await sqs.send(queue.url, "1");
  queue.start();
  await waitFor("the batch", () => queue.events.length === 1);
  const stopped = pollers.pop()!.stop();
  release.resolve(done);
  await stopped;
  expect(await sqs.receiveAndDelete(queue.url)).toEqual([]);
});

test("a queue that no longer exists is created again and polling continues", async () => {
  const { DeleteQueueCommand } = await import("@aws-sdk/client-sqs");
  const queue = await poll(() => done);
  queue.start();
  await sqs.send(queue.url, "before");
  await waitFor("the first message", () => queue.bodies().includes("before"));
  await sqs.client.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
  await waitFor("the new queue", () =>
    sqs.send(queue.url, "after").then(
      () => true,
      () => false,
    ),
  );
  await waitFor("the second message", () => queue.bodies().includes("after"));
});
