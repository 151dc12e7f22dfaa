/**
 * A serverless plugin that makes `serverless offline` behave as the deployed stack does: it emulates API Gateway, polls
 * the queues, and runs the relay on a short schedule. It does nothing for any other command.
 */
import { messageOf } from "../error-message.ts";
import { provideAuthentication } from "./gateway/authentication.ts";
import { type GatewayServer, startGatewayServer } from "./gateway/gateway-server.ts";
import { hapiIntegration } from "./gateway/hapi-integration.ts";
import { type InvokeFunction, lambdaInvoker } from "./lambda-invoker.ts";
import { endpointOf, offlineIssue } from "./local-endpoints.ts";
import { LocalQueues } from "./local-queues.ts";
import { startOfflineServer } from "./offline-server.ts";
import type { Serverless } from "./serverless-types.ts";

type Options = {
  host?: string;
  readonly httpPort?: number | string;
  readonly lambdaPort?: number | string;
  readonly stage?: string;
};
type Utilities = { readonly log: { notice(line: string): void } };

/** Options of serverless-offline, unless the command line has others. */
const DEFAULTS = {
  host: "127.0.0.1",
  noPrependStageInUrl: true,
  useInProcess: true,
  disableCookieValidation: true,
} as const;
const DEFAULT_HTTP_PORT = 3000;
const DEFAULT_LAMBDA_PORT = 3002;
const DEFAULT_STAGE = "dev";
const DRAIN_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 7_000;

/** serverless-esbuild bundles in these hooks; locally the handlers run as TypeScript. */
const BUNDLING_HOOKS = ["before:offline:start", "before:offline:start:init"];

const reportReady = (port: number): void => {
  if (process.connected) process.send?.({ ready: true, port });
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
  #queues: LocalQueues | undefined;
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

  get #invoke(): InvokeFunction {
    return lambdaInvoker(`http://${this.#options.host}:${this.#options.lambdaPort ?? DEFAULT_LAMBDA_PORT}`);
  }

  async #prepare(): Promise<void> {
    this.#requireLocalEndpoints();
    // serverless-offline reads the same object.
    Object.assign(this.#options, { ...DEFAULTS, ...this.#options });
    const { service } = this.#serverless;
    this.#queues = new LocalQueues(service, endpointOf("SQS", process.env)!, this.#report);
    await this.#queues.prepare();
    provideAuthentication(service, this.#invoke);
  }

  async #start(): Promise<void> {
    const integration = hapiIntegration(await startOfflineServer(this.#serverless));
    const port = Number(this.#options.httpPort ?? DEFAULT_HTTP_PORT);
    this.#gateway = await startGatewayServer(integration, port, this.#options.host).catch((error: unknown) =>
      exitWith(`The API cannot listen on port ${port}: ${messageOf(error)}`),
    );
    this.#queues?.start(this.#invoke);
    this.#report(`API: http://${this.#options.host}:${this.#gateway.port}`);
    reportReady(this.#gateway.port);
  }

  async #stop(): Promise<void> {
    const stopped = Promise.all([this.#gateway?.close(DRAIN_TIMEOUT_MS), this.#queues?.stop()]);
    const timeout = new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref());
    await Promise.race([stopped, timeout]);
  }
}

export default OfflinePlugin;
