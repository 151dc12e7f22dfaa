/** An event source mapping: receives messages, invokes the function with batches of them, deletes those that succeeded. */
import { setTimeout as delay } from "node:timers/promises";
import {
  DeleteMessageBatchCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { batchOutcome } from "./batch-outcome.ts";
import type { InvokeFunction } from "./local-functions.ts";
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

/** Polls one queue until it is stopped. */
class SqsPoller implements Poller {
  readonly #source: EventSourceMapping;
  readonly #deps: PollerDeps;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #polling: Promise<void>;

  constructor(source: EventSourceMapping, deps: PollerDeps) {
    this.#source = source;
    this.#deps = deps;
    this.#polling = this.#poll();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await Promise.all(this.#inFlight);
  }

  async #poll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        while (this.#inFlight.size >= this.#source.concurrency) await Promise.race(this.#inFlight);
        this.#dispatch(await this.#gather());
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  async #receive(capacity: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#deps.queueUrl(this.#source.queue),
      MaxNumberOfMessages: Math.min(capacity, MAX_RECEIVE),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    const response = await this.#deps.sqs.send(command, { abortSignal: this.#stopping.signal });
    return response.Messages ?? [];
  }

  /** Waits for a first message, then fills the batch until the batching window closes. */
  async #gather(): Promise<Message[]> {
    const { batchSize, windowSeconds } = this.#source;
    const batch = await this.#receive(batchSize, LONG_POLL_SECONDS);
    const closes = performance.now() + windowSeconds * 1_000;
    while (batch.length > 0 && batch.length < batchSize && !this.#stopping.signal.aborted) {
      const left = Math.max(0, Math.ceil((closes - performance.now()) / 1_000));
      if (left === 0 && batch.length % MAX_RECEIVE !== 0) break;
      const more = await this.#receive(batchSize - batch.length, Math.min(left, LONG_POLL_SECONDS));
      if (more.length === 0 && left === 0) break;
      batch.push(...more);
    }
    return batch;
  }

  #dispatch(batch: readonly Message[]): void {
    for (const chunk of splitByPayloadSize(batch)) {
      const invocation = this.#handle(chunk).finally(() => this.#inFlight.delete(invocation));
      this.#inFlight.add(invocation);
    }
  }

  async #handle(batch: readonly Message[]): Promise<void> {
    const { queue, functionName, reportsBatchItemFailures } = this.#source;
    const { region, invoke, log } = this.#deps;
    const Records = batch.map((message) => toRecord(message, this.#source, region));
    const result = await invoke(functionName, { Records });
    const ids = Records.map(({ messageId }) => messageId);
    const { succeeded, reason } = batchOutcome(ids, reportsBatchItemFailures, result);
    if (reason !== undefined) log(`${queue}: a batch of ${ids.length} failed: ${reason}`);
    const deletable = new Set(succeeded);
    // A message that is not deleted is delivered again; handlers are idempotent.
    await this.#remove(batch.filter(({ MessageId }) => deletable.has(MessageId ?? ""))).catch(
      (error: unknown) => log(`${queue}: deleting failed: ${String(error)}`),
    );
  }

  async #remove(messages: readonly Message[]): Promise<void> {
    const { sqs, queueUrl, log } = this.#deps;
    for (const entries of chunked(messages, MAX_RECEIVE)) {
      const command = new DeleteMessageBatchCommand({
        QueueUrl: queueUrl(this.#source.queue),
        Entries: entries.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
      const { Failed } = await sqs.send(command);
      for (const failure of Failed ?? [])
        log(`${this.#source.queue}: a message could not be deleted: ${failure.Message}`);
    }
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    if (error instanceof QueueDoesNotExist) await this.#deps.onQueueGone();
    await delay(PAUSE_AFTER_ERROR_MS);
  }
}

export const startPoller = (source: EventSourceMapping, deps: PollerDeps): Poller =>
  new SqsPoller(source, deps);
