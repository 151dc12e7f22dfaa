/** One event source: receives messages, hands them to the function in batches, deletes what it dealt with. */
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
import type { Log } from "./serverless-types.ts";
import type { EventSourceMapping } from "./service-resources.ts";

export type PollerDeps = {
  readonly sqs: SQSClient;
  readonly region: string;
  readonly invoke: InvokeFunction;
  readonly log: Log;
  /** The queue's URL now. */
  urlOf(queue: string): string;
  /** Called when the queue is gone, because the emulator was started anew. Resolves when it is there again. */
  onQueueGone(): Promise<void>;
};

export type Poller = {
  /** Takes no more messages and waits for the batches under way. */
  stop(): Promise<void>;
};

/** SQS hands out ten at most. */
const MAX_RECEIVE = 10;
/**
 * A waiting receive that we abandon may still take messages and hide them for their visibility timeout, so it is
 * kept short.
 */
const LONG_POLL_SECONDS = 2;
const PAUSE_AFTER_FAULT_MS = 300;

const chunked = <T>(items: readonly T[], size: number): T[][] =>
  items.length === 0 ? [] : [items.slice(0, size), ...chunked(items.slice(size), size)];

export const startPoller = (source: EventSourceMapping, around: PollerDeps): Poller => {
  const { sqs, log } = around;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  const receive = async (room: number, waitSeconds: number): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: around.urlOf(source.queue),
      MaxNumberOfMessages: Math.min(room, MAX_RECEIVE),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    const answer = await sqs.send(command, { abortSignal: stopping.signal });
    return answer.Messages ?? [];
  };

  /** Waits for a first message, then fills the batch while the window is open and messages come in tens. */
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

  const remove = async (done: readonly Message[]): Promise<void> => {
    for (const entries of chunked(done, MAX_RECEIVE)) {
      const command = new DeleteMessageBatchCommand({
        QueueUrl: around.urlOf(source.queue),
        Entries: entries.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
      const { Failed } = await sqs.send(command);
      for (const fault of Failed ?? [])
        log(`${source.queue}: a message could not be deleted: ${fault.Message}`);
    }
  };

  const handle = async (batch: readonly Message[]): Promise<void> => {
    const Records = batch.map((message) => toRecord(message, source, around.region));
    const result = await around.invoke(source.functionName, { Records });
    const ids = Records.map(({ messageId }) => messageId);
    const { done, reason } = batchOutcome(ids, source.reportsFailures, result);
    if (reason !== undefined) log(`${source.queue}: a batch of ${ids.length} failed: ${reason}`);
    const finished = new Set(done);
    // A message that cannot be deleted comes again, which a handler must bear anyway.
    await remove(batch.filter(({ MessageId }) => finished.has(MessageId ?? ""))).catch((fault: unknown) =>
      log(`${source.queue}: deleting failed: ${String(fault)}`),
    );
  };

  const dispatch = (batch: readonly Message[]): void => {
    for (const part of splitByPayloadSize(batch)) {
      const work = handle(part).finally(() => underWay.delete(work));
      underWay.add(work);
    }
  };

  const recover = async (fault: unknown): Promise<void> => {
    if (stopping.signal.aborted) return;
    if (fault instanceof QueueDoesNotExist) await around.onQueueGone();
    await delay(PAUSE_AFTER_FAULT_MS);
  };

  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        while (underWay.size >= source.concurrency) await Promise.race(underWay);
        dispatch(await gather());
      } catch (fault) {
        await recover(fault);
      }
    }
  };

  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      await Promise.all(underWay);
    },
  };
};
