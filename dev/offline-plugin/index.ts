/**
 * A serverless plugin for `serverless offline start`: our SQS event source, the relay's short beat, and what makes
 * the emulator answer as API Gateway does. Without that command it does nothing.
 */
import { fileURLToPath } from "node:url";
import { SQSClient } from "@aws-sdk/client-sqs";
import { authenticationProvider, disableBodyParsing } from "./api-gateway.ts";
import { type InvokeFunction, lambdaInvoker } from "./lambda-invoker.ts";
import { type Poller, startPoller } from "./sqs-poller.ts";
import { ensureQueues } from "./queues.ts";
import { type RelaySchedule, startRelaySchedule } from "./relay-schedule.ts";
import type { Serverless, Log } from "./serverless-types.ts";
import { declaredQueues, eventSourceMappings, resolveEnvironment } from "./service-resources.ts";

type Options = { readonly host?: string; readonly lambdaPort?: number | string };
type Utilities = { readonly log: { notice(line: string): void } };

const DEFAULT_LAMBDA_PORT = 3002;
const DEFAULT_RELAY_SECONDS = 2;
const STOP_PATIENCE_MS = 10_000;
const AUTHENTICATION = new URL("authentication-provider.cjs", import.meta.url);
/** Hooks that would bundle; locally the handlers run as the TypeScript they are. */
const BUNDLING_HOOKS = ["before:offline:start", "before:offline:start:init"];

const tellSupervisor = (message: object): void => {
  if (process.connected) process.send?.(message);
};

const endpoint = (): string | undefined =>
  process.env.AWS_ENDPOINT_URL_SQS ?? process.env.AWS_ENDPOINT_URL ?? undefined;

class LocalEvents {
  readonly hooks: Readonly<Record<string, () => unknown>>;
  readonly #framework: Serverless;
  readonly #options: Options;
  readonly #log: Log;
  #sqs: SQSClient | undefined;
  #urls: ReadonlyMap<string, string> = new Map();
  #restoring: Promise<void> | undefined;
  #pollers: readonly Poller[] = [];
  #relay: RelaySchedule | undefined;
  #queuesCameEmpty = false;

  constructor(framework: Serverless, options: Options, { log }: Utilities) {
    this.#framework = framework;
    this.#options = options;
    this.#log = (line) => log.notice(line);
    this.hooks = {
      initialize: () => this.#keepFromBundling(),
      "before:offline:start:init": () => this.#prepare(),
      "after:offline:start:init": () => this.#begin(),
      "before:offline:start:end": () => this.#end(),
    };
  }

  get #invoke(): InvokeFunction {
    const configured = this.#framework.service.custom?.["serverless-offline"];
    const { host, lambdaPort } = { ...configured, ...this.#options } as Options;
    return lambdaInvoker(`http://${host ?? "localhost"}:${lambdaPort ?? DEFAULT_LAMBDA_PORT}`);
  }

  #keepFromBundling(): void {
    const { hooks } = this.#framework.pluginManager;
    for (const name of BUNDLING_HOOKS) {
      hooks[name] = (hooks[name] ?? []).filter(({ pluginName }) => pluginName === LocalEvents.name);
    }
  }

  async #prepare(): Promise<void> {
    const { service } = this.#framework;
    this.#sqs = new SQSClient({
      region: service.provider.region,
      maxAttempts: 1,
      ...(endpoint() === undefined ? {} : { endpoint: endpoint()!, useQueueUrlAsEndpoint: false }),
    });
    await this.#ensureQueues();
    resolveEnvironment(service, this.#urls);
    this.#provideAuthentication();
  }

  async #ensureQueues(): Promise<void> {
    const declared = declaredQueues(this.#framework.service);
    const present = await ensureQueues(this.#sqs!, declared, endpoint());
    this.#urls = present.urls;
    this.#queuesCameEmpty ||= present.anyCreated;
  }

  /** serverless-offline wants a module to require; this one is already loaded and hands the function over. */
  #provideAuthentication(): void {
    const { service } = this.#framework;
    globalThis.despachoAuthentication = authenticationProvider(service, this.#invoke);
    const customAuthenticationProvider = fileURLToPath(AUTHENTICATION);
    service.custom = {
      ...service.custom,
      offline: { ...service.custom?.offline, customAuthenticationProvider },
    };
  }

  #begin(): void {
    const { service } = this.#framework;
    disableBodyParsing(this.#framework);
    const invoke = this.#invoke;
    this.#startRelay(invoke);
    const around = {
      sqs: this.#sqs!,
      region: service.provider.region,
      invoke,
      log: this.#log,
      urlOf: (queue: string) => this.#urls.get(queue) ?? queue,
      onQueueGone: () => this.#restoreQueues(),
    };
    this.#pollers = eventSourceMappings(service).map((source) => startPoller(source, around));
    tellSupervisor({ ready: true });
  }

  #startRelay(invoke: InvokeFunction): void {
    const { functions, custom } = this.#framework.service;
    const name = functions[custom?.despacho?.relayFunction ?? ""]?.name;
    if (name === undefined) return;
    const seconds = custom?.despacho?.relayEverySeconds ?? DEFAULT_RELAY_SECONDS;
    this.#relay = startRelaySchedule(name, seconds, invoke, this.#log);
    this.#republishIfEmpty();
  }

  #republishIfEmpty(): void {
    if (this.#queuesCameEmpty) this.#relay?.republish();
    this.#queuesCameEmpty = false;
  }

  /** All pollers notice at once that the emulator came back empty; the queues are made once. */
  #restoreQueues(): Promise<void> {
    this.#restoring ??= this.#ensureQueues()
      .then(() => this.#republishIfEmpty())
      .catch((fault: unknown) => this.#log(`the queues could not be made again: ${String(fault)}`))
      .finally(() => {
        this.#restoring = undefined;
      });
    return this.#restoring;
  }

  async #end(): Promise<void> {
    const finished = Promise.all([...this.#pollers.map((poller) => poller.stop()), this.#relay?.stop()]);
    const patience = new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref());
    await Promise.race([finished, patience]);
    this.#sqs?.destroy();
  }
}

export default LocalEvents;
