/**
 * A serverless plugin that makes `serverless offline` behave as the deployed stack does: it emulates API Gateway, polls
 * the queues, and runs the relay on a short schedule. It does nothing for any other command.
 */
import { url as inspectorUrl } from "node:inspector";
import { messageOf } from "../error-message.ts";
import type { ReportMessage } from "../services/service-process.ts";
import { functionIntegration } from "./gateway/function-integration.ts";
import { type GatewayServer, startGatewayServer } from "./gateway/gateway-server.ts";
import { endpointOf, offlineIssue } from "./local-endpoints.ts";
import {
  type InvokeFunction,
  localFunctions,
  localInvoker,
  setFunctionsEnvironment,
} from "./local-functions.ts";
import { createQueues, LocalQueues } from "./local-queues.ts";
import { serviceWithTools } from "./local-tools/service-with-tools.ts";
import { startQueueProcess } from "./queue-process.ts";
import { type QueueWork, queueWorkOf } from "./queue-work.ts";
import type { PresentQueues } from "./queues.ts";
import type { Serverless } from "./serverless-types.ts";
import { resolveEnvironment } from "./service-resources.ts";

type Options = {
  host?: string;
  readonly httpPort?: number | string;
  readonly stage?: string;
};
type Utilities = { readonly log: { notice(line: string): void } };

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_HTTP_PORT = 3000;
const DEFAULT_STAGE = "dev";
const DRAIN_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 7_000;

/** serverless-esbuild bundles in these hooks; locally the handlers run as TypeScript. */
const BUNDLING_HOOKS = ["before:offline:start", "before:offline:start:init"];

const reportReady = (port: number): void => {
  if (process.connected) process.send?.({ ready: true, port });
};

/** To the terminal of `npm start`, when it runs this process. */
const reportToStack = (line: string): boolean => {
  if (!process.connected) return false;
  const message: ReportMessage = { report: line };
  return process.send?.(message) ?? false;
};

/** Ends the process with one line instead of the framework's report with a stack trace. */
const exitWith = (line: string): never => {
  process.stderr.write(`${line}\n`);
  return process.exit(1);
};

class OfflinePlugin {
  readonly hooks: Readonly<Record<string, () => unknown>>;
  readonly #serverless: Serverless;
  readonly #options: Options;
  readonly #report: (line: string) => void;
  #work: QueueWork | undefined;
  #present: PresentQueues | undefined;
  #queues: { stop(): Promise<void> } | undefined;
  #gateway: GatewayServer | undefined;

  constructor(serverless: Serverless, options: Options, { log }: Utilities) {
    this.#serverless = serverless;
    this.#options = options;
    this.#report = (line) => log.notice(line);
    this.hooks = {
      initialize: () => this.#replaceHooks(),
      "before:offline:start": () => this.#requireLocalEndpoints(),
      "before:offline:start:init": () => this.#prepare(),
      "before:offline:start:end": () => this.#stop(),
    };
  }

  #replaceHooks(): void {
    const { hooks } = this.#serverless.pluginManager;
    const pluginName = OfflinePlugin.name;
    for (const name of BUNDLING_HOOKS)
      hooks[name] = (hooks[name] ?? []).filter((hook) => hook.pluginName === pluginName);
    // `serverless offline` means `serverless offline start`, whose lifecycle has the hooks that this plugin needs.
    hooks["offline:start"] = [
      { pluginName, hook: () => this.#serverless.pluginManager.spawn("offline:start") },
    ];
    hooks["offline:start:init"] = [{ pluginName, hook: () => this.#start() }];
  }

  #requireLocalEndpoints(): void {
    const issue = offlineIssue(process.env, this.#options.stage ?? DEFAULT_STAGE);
    if (issue !== undefined) exitWith(issue);
  }

  async #prepare(): Promise<void> {
    this.#requireLocalEndpoints();
    const { service } = this.#serverless;
    this.#work = queueWorkOf(service, endpointOf("SQS", process.env)!);
    this.#present = await createQueues(this.#work);
    resolveEnvironment(service, this.#present.urls);
    setFunctionsEnvironment(service);
  }

  async #start(): Promise<void> {
    const service = serviceWithTools(this.#serverless.service);
    const invoke = localInvoker(localFunctions(service), this.#report);
    const { httpPort = DEFAULT_HTTP_PORT, host = DEFAULT_HOST } = this.#options;
    const port = Number(httpPort);
    this.#gateway = await startGatewayServer(functionIntegration(service, invoke), port, host).catch(
      (error: unknown) => exitWith(`The API cannot listen on port ${port}: ${messageOf(error)}`),
    );
    this.#queues = await this.#startQueues(invoke, this.#work!, this.#present!);
    this.#report(`API: http://${host}:${this.#gateway.port}`);
    reportReady(this.#gateway.port);
  }

  /** In a process of their own, unless a debugger is to attach to all functions at one port. */
  async #startQueues(invoke: InvokeFunction, work: QueueWork, present: PresentQueues) {
    if (inspectorUrl() === undefined)
      return startQueueProcess(work, present, (line) => reportToStack(line) || this.#report(line));
    const queues = new LocalQueues(work, present.urls, this.#report);
    queues.start(invoke, present.anyCreated);
    return queues;
  }

  async #stop(): Promise<void> {
    const stopped = Promise.all([this.#gateway?.close(DRAIN_TIMEOUT_MS), this.#queues?.stop()]);
    const timeout = new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref());
    await Promise.race([stopped, timeout]);
  }
}

export default OfflinePlugin;
