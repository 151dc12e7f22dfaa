/** The whole stack on this machine: Postgres, SQS, SES, the functions, and the gateway before them. */
import { setTimeout as delay } from "node:timers/promises";
import { ensureFunctionsRole } from "../functions/migrate/functions-role.ts";
import { functionsDatabaseUrl } from "../lib/database/functions-user.ts";
import { prepareDatabase } from "../functions/migrate/migrate.ts";
import { DataDir, type StackInfo } from "./data-dir.ts";
import { detectEmulatorKind, mailboxUrl } from "./emulators/emulator-kind.ts";
import { type Gateway, openGateway } from "./gateway/proxy.ts";
import { ensureLocalKeys } from "./local-keys.ts";
import type { StackOptions } from "./stack-options.ts";
import {
  type ExternalServices,
  externalServices,
  requireExternalServices,
  StackError,
} from "./external-services.ts";
import { SupervisedService, type ServiceDefinition, type ReportLine } from "./services/supervised-service.ts";
import { emulatorService, functionsService, postgresService } from "./services/service-definitions.ts";
import { freePort, isFree } from "./services/ports.ts";
import { createCluster, DATABASE_NAME, databaseUrl } from "./postgres/cluster.ts";
import { ensureDatabase } from "./postgres/databases.ts";
import { clusterDirectory, removeCluster } from "./postgres/cluster-directory.ts";
import { verifySender } from "./emulators/verify-sender.ts";

export type Stack = StackInfo & {
  readonly dataDir: string;
  /** Ends every part, in order. Harmless when called twice. */
  stop(): Promise<void>;
};

/** A part killed a moment ago may hold its port for a moment longer. */
const PORT_PATIENCE_MS = 3_000;
const DRAIN_MS = 5_000;
const WARM_UP_MS = 15_000;
const REGION = "us-east-1";

const requireFree = async (port: number | undefined, option: string, patienceMs: number): Promise<void> => {
  if (port === undefined || port === 0) return;
  for (let waited = 0; !(await isFree(port)); waited += 100) {
    if (waited >= patienceMs) throw new StackError(`Port ${port} is taken; choose another with ${option}.`);
    await delay(100);
  }
};

class Builder {
  readonly #options: StackOptions;
  readonly #env: NodeJS.ProcessEnv;
  readonly #say: ReportLine;
  readonly #outside: ExternalServices;
  readonly #dataDir: DataDir;
  readonly #parts: SupervisedService[] = [];
  #gateway: Gateway | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: StackOptions, env: NodeJS.ProcessEnv, say: ReportLine) {
    this.#options = options;
    this.#env = env;
    this.#say = say;
    this.#outside = externalServices(env);
    this.#dataDir = DataDir.open(options.dataDir);
  }

  async build(): Promise<Stack> {
    const gateway = await this.#openGateway();
    await this.#requirePorts();
    await requireExternalServices(this.#outside);
    const url = this.#outside.databaseUrl ?? (await this.#startPostgres());
    await prepareDatabase(url, this.#say);
    const functionsUrl = await this.#functionsUrl(url);
    const keys = await ensureLocalKeys(url, this.#dataDir.savedState);
    this.#dataDir.saveState(keys);
    const [sqsEndpoint, sesEndpoint] = await Promise.all([
      this.#outside.sqsEndpoint ?? this.#startEmulator("SQS", this.#options.sqsPort),
      this.#outside.sesEndpoint ?? this.#startEmulator("SES", this.#options.sesPort),
    ]);
    // Before the functions, which send at once what the last run left.
    const mailbox = await this.#mailboxOf(sesEndpoint);
    await this.#startFunctions(gateway, { databaseUrl: functionsUrl, sqsEndpoint, sesEndpoint });
    const local: StackInfo = {
      apiUrl: `http://127.0.0.1:${gateway.port}`,
      ...keys,
      databaseUrl: url,
      sqsEndpoint,
      sesEndpoint,
      mailboxUrl: mailbox,
    };
    await this.#warmUp(local.apiUrl);
    if (this.#stopped !== undefined) throw new Error("the stack is stopping");
    this.#dataDir.writeStackInfo(local);
    return { ...local, dataDir: this.#dataDir.path, stop: () => this.stop() };
  }

  async #openGateway(): Promise<Gateway> {
    const { port } = this.#options;
    try {
      this.#gateway = await openGateway(port);
      return this.#gateway;
    } catch (fault) {
      const { code } = fault as NodeJS.ErrnoException;
      if (code === "EADDRINUSE") throw new StackError(`Port ${port} is taken; choose another with --port.`);
      if (code === "EACCES")
        throw new StackError(`Port ${port} is not ours to open; choose another with --port.`);
      throw fault;
    }
  }

  /** In our own database the functions are a user of their own, as in the cloud; in someone else's, whoever we were told. */
  async #functionsUrl(url: string): Promise<string> {
    if (this.#outside.databaseUrl !== undefined) return url;
    const password = this.#dataDir.savedState.functionsPassword ?? crypto.randomUUID();
    this.#dataDir.saveState({ functionsPassword: password });
    await ensureFunctionsRole(url, password);
    return functionsDatabaseUrl(url, password);
  }

  /** An inbox beside the embedded SES; elsewhere the sender is verified first, without which LocalStack sends nothing. */
  async #mailboxOf(sesEndpoint: string): Promise<string> {
    if (this.#outside.sesEndpoint === undefined) return new URL("/store", sesEndpoint).href;
    const kind = await detectEmulatorKind(sesEndpoint);
    await verifySender(kind, sesEndpoint).catch((fault: unknown) =>
      this.#say(`SES at ${sesEndpoint} would not verify the sender: ${String(fault)}`),
    );
    return mailboxUrl(kind, sesEndpoint);
  }

  async #requirePorts(): Promise<void> {
    const { dbPort, sqsPort, sesPort } = this.#options;
    const patience = this.#dataDir.previousRunKilled ? PORT_PATIENCE_MS : 0;
    await requireFree(dbPort, "--db-port", patience);
    await requireFree(sqsPort, "--sqs-port", patience);
    await requireFree(sesPort, "--ses-port", patience);
  }

  async #begin(plan: ServiceDefinition) {
    if (this.#stopped !== undefined) throw new Error("the stack is stopping");
    const part = new SupervisedService(plan, this.#say);
    this.#parts.push(part);
    return part.start();
  }

  async #startPostgres(): Promise<string> {
    const directory = clusterDirectory(this.#dataDir, this.#say);
    if (this.#options.fresh) await removeCluster(directory);
    const password = this.#dataDir.savedState.databasePassword ?? crypto.randomUUID();
    this.#dataDir.saveState({ databasePassword: password });
    const cluster = { directory, password };
    await createCluster(cluster);
    const port = await this.#postgresPort();
    await this.#begin(postgresService(this.#dataDir, cluster, port));
    this.#dataDir.saveState({ databasePort: port });
    await ensureDatabase(databaseUrl(cluster, port, "postgres"), DATABASE_NAME);
    return databaseUrl(cluster, port);
  }

  /** The port asked for; else last time's, so that what points at the database stays right; else a free one. */
  async #postgresPort(): Promise<number> {
    if (this.#options.dbPort) return this.#options.dbPort;
    const last = this.#dataDir.savedState.databasePort;
    return last !== undefined && (await isFree(last)) ? last : freePort();
  }

  async #startEmulator(name: "SQS" | "SES", port: number | undefined): Promise<string> {
    const part = await this.#begin(emulatorService(this.#dataDir, name, port));
    return `http://127.0.0.1:${part.ready.port}`;
  }

  async #startFunctions(
    gateway: Gateway,
    {
      databaseUrl: url,
      sqsEndpoint,
      sesEndpoint,
    }: Pick<StackInfo, "databaseUrl" | "sqsEndpoint" | "sesEndpoint">,
  ): Promise<void> {
    // Emulators check no credentials but the SDK wants some; a profile of the user's must not be drawn in.
    const { AWS_PROFILE: _profile, AWS_ENDPOINT_URL: _endpoint, ...inherited } = this.#env;
    const env = {
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      ...inherited,
      AWS_REGION: REGION,
      DATABASE_URL: url,
      AWS_ENDPOINT_URL_SQS: sqsEndpoint,
      AWS_ENDPOINT_URL_SES: sesEndpoint,
      SLS_NOTIFICATIONS_MODE: "off",
      SLS_TELEMETRY_DISABLED: "1",
    };
    const moveTo = (port: number | undefined) => gateway.setUpstreamPort(port);
    await this.#begin(functionsService({ dataDir: this.#dataDir, env, setUpstreamPort: moveTo }));
  }

  /** The first request loads the functions' modules; better now than at the user's first call. */
  async #warmUp(apiUrl: string): Promise<void> {
    const until = performance.now() + WARM_UP_MS;
    while (performance.now() < until && this.#stopped === undefined) {
      const answer = await fetch(`${apiUrl}/health`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok) return;
      await delay(100);
    }
    this.#say(`The API does not report itself healthy yet; see ${this.#dataDir.logFile("functions")}`);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** From the outside in: no new requests, then the functions, then what they depend on. */
  async #stopAll(): Promise<void> {
    this.#dataDir.removeStackInfo();
    await this.#gateway?.close(DRAIN_MS);
    for (const part of this.#parts.toReversed()) await part.stop();
    this.removeTemporary();
    this.#dataDir.close();
  }

  removeTemporary(): void {
    if (this.#options.temporary) this.#dataDir.remove();
  }
}

/**
 * Starts everything and waits until it can be used.
 * @param say told of what happens on the way and later: a part that ended and was started again
 * @param stopping aborted when the start is to be given up
 * @throws StackFault, DataDirFault
 */
export const startStack = async (
  options: StackOptions,
  env: NodeJS.ProcessEnv,
  say: ReportLine,
  stopping?: AbortSignal,
): Promise<Stack> => {
  if (options.fresh && externalServices(env).databaseUrl !== undefined) {
    throw new StackError("--fresh empties the embedded database only, and DATABASE_URL is set.");
  }
  const builder = new Builder(options, env, say);
  stopping?.addEventListener("abort", () => void builder.stop(), { once: true });
  try {
    return await builder.build();
  } catch (fault) {
    await builder.stop();
    // What was still being made when the stack was stopped.
    builder.removeTemporary();
    throw fault;
  }
};
