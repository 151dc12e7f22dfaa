/** The whole stack on this machine: Postgres, SQS, SES and the functions behind one HTTP port. */
import { setTimeout as delay } from "node:timers/promises";
import { buildConsole } from "../console/build/build-console.ts";
import { ensureFunctionsRole } from "../functions/migrate/functions-role.ts";
import { prepareDatabase } from "../functions/migrate/migrate.ts";
import { functionsDatabaseUrl } from "../lib/database/functions-user.ts";
import { DataDir, type StackInfo } from "./data-dir.ts";
import { detectEmulatorKind, mailboxUrl } from "./emulators/emulator-kind.ts";
import { verifySender } from "./emulators/verify-sender.ts";
import { environmentWithCredentials } from "./environment.ts";
import { messageOf } from "./error-message.ts";
import {
  type ExternalServices,
  externalServices,
  requireExternalServices,
  StackError,
} from "./external-services.ts";
import { ensureLocalKeys } from "./local-keys.ts";
import { createCluster, DATABASE_NAME, databaseUrl } from "./postgres/cluster.ts";
import { clusterDirectory, removeCluster } from "./postgres/cluster-directory.ts";
import { ensureDatabase } from "./postgres/databases.ts";
import type { ReportLine } from "./report-line.ts";
import { freePort, isFree } from "./services/ports.ts";
import { openRestartProxy, type RestartProxy } from "./services/restart-proxy.ts";
import { emulatorService, functionsService, postgresService } from "./services/service-definitions.ts";
import { type ServiceDefinition, SupervisedService } from "./services/supervised-service.ts";
import type { StackOptions } from "./stack-options.ts";
import { watchCode } from "./watch-code.ts";

export type Stack = StackInfo & {
  readonly dataDir: string;
  /** Stops every service, in order. Can be called twice. */
  stop(): Promise<void>;
};

type Endpoints = Pick<StackInfo, "databaseUrl" | "sqsEndpoint" | "sesEndpoint">;

/** A service that was killed a moment ago may still hold its port. */
const PORT_TIMEOUT_MS = 3_000;
const WARM_UP_TIMEOUT_MS = 15_000;
const POLL_MS = 100;
const REGION = "us-east-1";

const requireFree = async (port: number | undefined, option: string, timeoutMs: number): Promise<void> => {
  if (port === undefined || port === 0) return;
  for (let waited = 0; !(await isFree(port)); waited += POLL_MS) {
    if (waited >= timeoutMs) throw new StackError(`Port ${port} is taken; choose another with ${option}.`);
    await delay(POLL_MS);
  }
};

const openPublicPort = async (port: number): Promise<RestartProxy> => {
  try {
    return await openRestartProxy(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new StackError(`Port ${port} is taken; choose another with --port.`);
    if (code === "EACCES")
      throw new StackError(`Port ${port} needs privileges that this user lacks; choose another with --port.`);
    throw error;
  }
};

/** @returns the environment of the functions process */
const functionsEnvironment = (env: NodeJS.ProcessEnv, endpoints: Endpoints): NodeJS.ProcessEnv => ({
  // Emulators check no credentials but the SDK requires some.
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  ...environmentWithCredentials(env),
  AWS_REGION: REGION,
  DATABASE_URL: endpoints.databaseUrl,
  AWS_ENDPOINT_URL_SQS: endpoints.sqsEndpoint,
  AWS_ENDPOINT_URL_SES: endpoints.sesEndpoint,
  SLS_NOTIFICATIONS_MODE: "off",
  SLS_TELEMETRY_DISABLED: "1",
});

class StackBuilder {
  readonly #options: StackOptions;
  readonly #env: NodeJS.ProcessEnv;
  readonly #report: ReportLine;
  readonly #external: ExternalServices;
  readonly #dataDir: DataDir;
  readonly #services: SupervisedService[] = [];
  #publicPort: RestartProxy | undefined;
  #watcher: { close(): void } | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: StackOptions, env: NodeJS.ProcessEnv, report: ReportLine) {
    this.#options = options;
    this.#env = env;
    this.#report = report;
    this.#external = externalServices(env);
    this.#dataDir = DataDir.open(options.dataDir);
  }

  async build(): Promise<Stack> {
    const publicPort = await openPublicPort(this.#options.port);
    this.#publicPort = publicPort;
    await this.#requirePorts();
    await requireExternalServices(this.#external);
    const url = this.#external.databaseUrl ?? (await this.#startPostgres());
    await prepareDatabase(url, this.#report);
    const functionsUrl = await this.#functionsUrl(url);
    const keys = await ensureLocalKeys(url, this.#dataDir.savedState);
    this.#dataDir.saveState(keys);
    const [sqsEndpoint, sesEndpoint] = await Promise.all([
      this.#external.sqsEndpoint ?? this.#startEmulator("SQS", this.#options.sqsPort),
      this.#external.sesEndpoint ?? this.#startEmulator("SES", this.#options.sesPort),
    ]);
    // Before the functions start: they send the e-mails of the last run at once.
    const mailbox = await this.#prepareMailbox(sesEndpoint);
    await buildConsole();
    await this.#startFunctions(publicPort, { databaseUrl: functionsUrl, sqsEndpoint, sesEndpoint });
    const apiUrl = `http://127.0.0.1:${publicPort.port}`;
    const info = { apiUrl, ...keys, databaseUrl: url, sqsEndpoint, sesEndpoint, mailboxUrl: mailbox };
    await this.#warmUp(apiUrl);
    if (this.#stopped !== undefined) throw new Error("the stack is stopping");
    this.#dataDir.writeStackInfo(info);
    return { ...info, dataDir: this.#dataDir.path, stop: () => this.stop() };
  }

  /** In the embedded database the functions have a role of their own, as in the cloud; elsewhere that of DATABASE_URL. */
  async #functionsUrl(url: string): Promise<string> {
    if (this.#external.databaseUrl !== undefined) return url;
    const password = this.#dataDir.savedState.functionsPassword ?? crypto.randomUUID();
    this.#dataDir.saveState({ functionsPassword: password });
    await ensureFunctionsRole(url, password);
    return functionsDatabaseUrl(url, password);
  }

  /** @returns where e-mails are listed. LocalStack sends none before the sender is verified. */
  async #prepareMailbox(sesEndpoint: string): Promise<string> {
    if (this.#external.sesEndpoint === undefined) return new URL("/store", sesEndpoint).href;
    const kind = await detectEmulatorKind(sesEndpoint);
    await verifySender(kind, sesEndpoint).catch((error: unknown) =>
      this.#report(`SES at ${sesEndpoint} did not verify the sender: ${messageOf(error)}`),
    );
    return mailboxUrl(kind, sesEndpoint);
  }

  async #requirePorts(): Promise<void> {
    const { dbPort, sqsPort, sesPort } = this.#options;
    const timeoutMs = this.#dataDir.previousRunKilled ? PORT_TIMEOUT_MS : 0;
    await requireFree(dbPort, "--db-port", timeoutMs);
    await requireFree(sqsPort, "--sqs-port", timeoutMs);
    await requireFree(sesPort, "--ses-port", timeoutMs);
  }

  async #start(definition: ServiceDefinition) {
    const service = this.#supervise(definition);
    return service.start();
  }

  #supervise(definition: ServiceDefinition): SupervisedService {
    if (this.#stopped !== undefined) throw new Error("the stack is stopping");
    const service = new SupervisedService(definition, this.#report);
    this.#services.push(service);
    return service;
  }

  async #startPostgres(): Promise<string> {
    const directory = clusterDirectory(this.#dataDir, this.#report);
    if (this.#options.fresh) await removeCluster(directory);
    const password = this.#dataDir.savedState.databasePassword ?? crypto.randomUUID();
    this.#dataDir.saveState({ databasePassword: password });
    const cluster = { directory, password };
    await createCluster(cluster);
    const port = await this.#postgresPort();
    await this.#start(postgresService(this.#dataDir, cluster, port));
    this.#dataDir.saveState({ databasePort: port });
    await ensureDatabase(databaseUrl(cluster, port, "postgres"), DATABASE_NAME);
    return databaseUrl(cluster, port);
  }

  /** The requested port; else that of the last run, so that database clients keep their URL; else a free one. */
  async #postgresPort(): Promise<number> {
    if (this.#options.dbPort) return this.#options.dbPort;
    const last = this.#dataDir.savedState.databasePort;
    return last !== undefined && (await isFree(last)) ? last : freePort();
  }

  async #startEmulator(name: "SQS" | "SES", port: number | undefined): Promise<string> {
    const emulator = await this.#start(emulatorService(this.#dataDir, name, port));
    return `http://127.0.0.1:${emulator.ready.port}`;
  }

  async #startFunctions(publicPort: RestartProxy, endpoints: Endpoints): Promise<void> {
    const env = functionsEnvironment(this.#env, endpoints);
    const functions = this.#supervise(
      functionsService({
        dataDir: this.#dataDir,
        env: (await this.#options.changeEnvironment?.(env)) ?? env,
        inspectPort: this.#options.inspectPort,
        onReport: this.#report,
        approvals: this.#options.approvals,
        setUpstreamPort: (port) => publicPort.setUpstreamPort(port),
      }),
    );
    await functions.start();
    if (this.#options.watch) this.#watcher = watchCode((file) => void functions.restart(`${file} changed`));
  }

  /** The first request loads the functions' modules, so it is made before the stack reports that it is ready. */
  async #warmUp(apiUrl: string): Promise<void> {
    const deadline = performance.now() + WARM_UP_TIMEOUT_MS;
    while (performance.now() < deadline && this.#stopped === undefined) {
      const response = await fetch(`${apiUrl}/health`).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok) return;
      await delay(POLL_MS);
    }
    this.#report(`The API does not report itself healthy yet; see ${this.#dataDir.logFile("functions")}`);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** No new connections; then the functions, which finish their requests; then the services they depend on. */
  async #stopAll(): Promise<void> {
    this.#dataDir.removeStackInfo();
    this.#watcher?.close();
    this.#publicPort?.stopAccepting();
    for (const service of this.#services.toReversed()) await service.stop();
    this.#publicPort?.close();
    this.removeTemporary();
    this.#dataDir.close();
  }

  removeTemporary(): void {
    if (this.#options.temporary) this.#dataDir.remove();
  }
}

/**
 * Starts every service and waits until the stack can be used.
 * @param report called while it starts, and later when a service ended and was started again
 * @param stopping aborted when the start is to be abandoned
 * @throws StackError, DataDirError
 */
export const startStack = async (
  options: StackOptions,
  env: NodeJS.ProcessEnv,
  report: ReportLine,
  stopping?: AbortSignal,
): Promise<Stack> => {
  if (options.fresh && externalServices(env).databaseUrl !== undefined) {
    throw new StackError("--fresh empties the embedded database only, and DATABASE_URL is set.");
  }
  const builder = new StackBuilder(options, env, report);
  stopping?.addEventListener("abort", () => void builder.stop(), { once: true });
  try {
    return await builder.build();
  } catch (error) {
    await builder.stop();
    // Files that were created while the stack stopped.
    builder.removeTemporary();
    throw error;
  }
};
