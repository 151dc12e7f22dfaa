/** An event source mapping: receives messages, invokes the function with batches of them, deletes those that succeeded. */
import { setTimeout as delay } from "node:timers/promises";
import {
  DeleteMessageBatchCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { InvokeFunction } from "./lambda-invoker.ts";
import { batchOutcome } from "./batch-outcome.ts";
import { splitByPayloadSize, toRecord } from "./sqs-records.ts";
import type { ReportLine } from "../report-line.ts";
import type { EventSourceMapping } from "./service-resources.ts";

export type PollerDeps = {
  readonly sqs: SQSClient;
  readonly region: string;
  readonly invoke: InvokeFunction;
  readonly log: ReportLine;
  /** The current URL of a queue; a restarted emulator may change it. */
  queueUrl(queue: string): string;
  /** Called when the queue does not exist, because the emulator restarted. Resolves when it exists again. */
  onQueueGone(): Promise<void>;
};

export type Poller = {
  /** Receives no more messages and waits for the batches in flight. */
  stop(): Promise<void>;
};

/** Limit of ReceiveMessage. */
const MAX_RECEIVE = 10;
/**
 * An aborted long poll may still receive messages, which are then invisible for their visibility timeout, so the
 * poll is short.
 */
const LONG_POLL_SECONDS = 2;
const PAUSE_AFTER_ERROR_MS = 300;

const chunked = <T>(items: readonly T[], size: number): T[][] =>
  items.length === 0 ? [] : [items.slice(0, size), ...chunked(items.slice(size), size)];

export const startPoller = (source: EventSourceMapping, deps: PollerDeps): Poller => {
  const { sqs, log } = deps;
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();

  const receive = async (capacity: number, waitSeconds: number): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: deps.queueUrl(source.queue),
      MaxNumberOfMessages: Math.min(capacity, MAX_RECEIVE),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    const response = await sqs.send(command, { abortSignal: stopping.signal });
    return response.Messages ?? [];
  };

  /** Waits for a first message, then fills the batch until the batching window closes. */
  const gather = async (): Promise<Message[]> => {
    const batch = await receive(source.batchSize, LONG_POLL_SECONDS);
    const closes = performance.now() + source.windowSeconds * 1_000;
    while (batch.length > 0 && batch.length < source.batchSize && !stopping.signal.aborted) {
      const left = Math.max(0, Math.ceil((closes - performance.now()) / 1_000));
      if (left === 0 && batch.length % MAX_RECEIVE !== 0) break;
      const more = await receive(source.batchSize - batch.length, Math.min(left, LONG_POLL_SECONDS));
      if (more.length === 0 && left === 0) break;
      batch.push(...more);
    }
    return batch;
  };

  const remove = async (messages: readonly Message[]): Promise<void> => {
    for (const entries of chunked(messages, MAX_RECEIVE)) {
      const command = new DeleteMessageBatchCommand({
        QueueUrl: deps.queueUrl(source.queue),
        Entries: entries.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
      const { Failed } = await sqs.send(command);
      for (const failure of Failed ?? [])
        log(`${source.queue}: a message could not be deleted: ${failure.Message}`);
    }
  };

  const handle = async (batch: readonly Message[]): Promise<void> => {
    const Records = batch.map((message) => toRecord(message, source, deps.region));
    const result = await deps.invoke(source.functionName, { Records });
    const ids = Records.map(({ messageId }) => messageId);
    const { succeeded, reason } = batchOutcome(ids, source.reportsBatchItemFailures, result);
    if (reason !== undefined) log(`${source.queue}: a batch of ${ids.length} failed: ${reason}`);
    const deletable = new Set(succeeded);
    // A message that is not deleted is delivered again; handlers are idempotent.
    await remove(batch.filter(({ MessageId }) => deletable.has(MessageId ?? ""))).catch((error: unknown) =>
      log(`${source.queue}: deleting failed: ${String(error)}`),
    );
  };

  const dispatch = (batch: readonly Message[]): void => {
    for (const chunk of splitByPayloadSize(batch)) {
      const invocation = handle(chunk).finally(() => inFlight.delete(invocation));
      inFlight.add(invocation);
    }
  };

  const recover = async (error: unknown): Promise<void> => {
    if (stopping.signal.aborted) return;
    if (error instanceof QueueDoesNotExist) await deps.onQueueGone();
    await delay(PAUSE_AFTER_ERROR_MS);
  };

  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        while (inFlight.size >= source.concurrency) await Promise.race(inFlight);
        dispatch(await gather());
      } catch (error) {
        await recover(error);
      }
    }
  };

  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      await Promise.all(inFlight);
    },
  };
};
