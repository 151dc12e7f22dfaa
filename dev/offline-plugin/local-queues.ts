/** The service's queues in an SQS emulator, the pollers that feed its functions, and the relay's schedule. */
import { SQSClient } from "@aws-sdk/client-sqs";
import type { ReportLine } from "../report-line.ts";
import type { InvokeFunction } from "./local-functions.ts";
import type { QueueWork } from "./queue-work.ts";
import { ensureQueues, type PresentQueues } from "./queues.ts";
import { type RelaySchedule, startRelaySchedule } from "./relay-schedule.ts";
import { type Poller, startPoller } from "./sqs-poller.ts";

/** Longer than a long poll takes on a busy machine. Without a limit, a call that gets no response stops its poller for good. */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true };

// Not the functions' client: its request timeout is shorter than a long poll may take.
const sqsClientOf = ({ region, endpoint }: QueueWork): SQSClient =>
  new SQSClient({
    region,
    maxAttempts: 1,
    endpoint,
    useQueueUrlAsEndpoint: false,
    requestHandler: TIMEOUTS,
  });

/** Creates the declared queues that are missing. */
export const createQueues = async (work: QueueWork): Promise<PresentQueues> => {
  const sqs = sqsClientOf(work);
  try {
    return await ensureQueues(sqs, work.queues, work.endpoint);
  } finally {
    sqs.destroy();
  }
};

export class LocalQueues {
  readonly #work: QueueWork;
  readonly #report: ReportLine;
  readonly #sqs: SQSClient;
  #urls: ReadonlyMap<string, string>;
  #restoring: Promise<void> | undefined;
  #pollers: readonly Poller[] = [];
  #relay: RelaySchedule | undefined;

  /** @param urls of the queues, by their names */
  constructor(work: QueueWork, urls: ReadonlyMap<string, string>, report: ReportLine) {
    this.#work = work;
    this.#urls = urls;
    this.#report = report;
    this.#sqs = sqsClientOf(work);
  }

  /**
   * Starts the relay's schedule and one poller for every event source mapping.
   * @param areNew whether queues were created: messages of an earlier run are then lost and must be published again
   */
  start(invoke: InvokeFunction, areNew: boolean): void {
    const { relay, region, sources } = this.#work;
    if (relay !== undefined)
      this.#relay = startRelaySchedule(relay.functionName, relay.everySeconds, invoke, this.#report);
    if (areNew) this.#relay?.republish();
    const deps = {
      sqs: this.#sqs,
      region,
      invoke,
      log: this.#report,
      queueUrl: (queue: string) => this.#urls.get(queue) ?? queue,
      onQueueGone: () => this.#restoreQueues(),
    };
    this.#pollers = sources.map((source) => startPoller(source, deps));
  }

  /** All pollers notice a restarted emulator at once; the queues are created once. */
  #restoreQueues(): Promise<void> {
    this.#restoring ??= ensureQueues(this.#sqs, this.#work.queues, this.#work.endpoint)
      .then(({ urls, anyCreated }) => {
        this.#urls = urls;
        if (anyCreated) this.#relay?.republish();
      })
      .catch((error: unknown) => this.#report(`the queues could not be created: ${String(error)}`))
      .finally(() => {
        this.#restoring = undefined;
      });
    return this.#restoring;
  }

  /** Receives no more messages and waits for the batches in flight. */
  async stop(): Promise<void> {
    await Promise.all([...this.#pollers.map((poller) => poller.stop()), this.#relay?.stop()]);
    this.#sqs.destroy();
  }
}
