/** The service's queues in an SQS emulator, the pollers that feed its functions, and the relay's schedule. */
import { SQSClient } from "@aws-sdk/client-sqs";
import type { InvokeFunction } from "./lambda-invoker.ts";
import { ensureQueues } from "./queues.ts";
import { type RelaySchedule, startRelaySchedule } from "./relay-schedule.ts";
import type { ReportLine } from "../report-line.ts";
import type { ServerlessService } from "./serverless-types.ts";
import { declaredQueues, eventSourceMappings, resolveEnvironment } from "./service-resources.ts";
import { type Poller, startPoller } from "./sqs-poller.ts";

const DEFAULT_RELAY_SECONDS = 2;

export class LocalQueues {
  readonly #service: ServerlessService;
  readonly #endpoint: string;
  readonly #report: ReportLine;
  readonly #sqs: SQSClient;
  #urls: ReadonlyMap<string, string> = new Map();
  #restoring: Promise<void> | undefined;
  #pollers: readonly Poller[] = [];
  #relay: RelaySchedule | undefined;
  #queuesCreated = false;

  constructor(service: ServerlessService, endpoint: string, report: ReportLine) {
    this.#service = service;
    this.#endpoint = endpoint;
    this.#report = report;
    const { region } = service.provider;
    // Not the functions' client: its request timeout is shorter than a long poll may take on a busy machine.
    this.#sqs = new SQSClient({ region, maxAttempts: 1, endpoint, useQueueUrlAsEndpoint: false });
  }

  /** Creates the queues and puts their URLs into the functions' environment. */
  async prepare(): Promise<void> {
    await this.#ensureQueues();
    resolveEnvironment(this.#service, this.#urls);
  }

  async #ensureQueues(): Promise<void> {
    const { urls, anyCreated } = await ensureQueues(this.#sqs, declaredQueues(this.#service), this.#endpoint);
    this.#urls = urls;
    this.#queuesCreated ||= anyCreated;
  }

  /** Starts the relay's schedule and one poller for every event source mapping. */
  start(invoke: InvokeFunction): void {
    this.#startRelay(invoke);
    const deps = {
      sqs: this.#sqs,
      region: this.#service.provider.region,
      invoke,
      log: this.#report,
      queueUrl: (queue: string) => this.#urls.get(queue) ?? queue,
      onQueueGone: () => this.#restoreQueues(),
    };
    this.#pollers = eventSourceMappings(this.#service).map((source) => startPoller(source, deps));
  }

  #startRelay(invoke: InvokeFunction): void {
    const { functions, custom } = this.#service;
    const name = functions[custom?.despacho?.relayFunction ?? ""]?.name;
    if (name === undefined) return;
    const seconds = custom?.despacho?.relayEverySeconds ?? DEFAULT_RELAY_SECONDS;
    this.#relay = startRelaySchedule(name, seconds, invoke, this.#report);
    this.#republishIfCreated();
  }

  /** New queues are empty: messages of an earlier run are lost and must be published again. */
  #republishIfCreated(): void {
    if (this.#queuesCreated) this.#relay?.republish();
    this.#queuesCreated = false;
  }

  /** All pollers notice a restarted emulator at once; the queues are created once. */
  #restoreQueues(): Promise<void> {
    this.#restoring ??= this.#ensureQueues()
      .then(() => this.#republishIfCreated())
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
