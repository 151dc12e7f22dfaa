/** How each part of the stack is started. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataDir } from "../data-dir.ts";
import { type Cluster, runCluster } from "../postgres/cluster.ts";
import type { ServiceDefinition } from "./supervised-service.ts";
import { startServiceProcess } from "./service-process.ts";
import { freePort } from "./ports.ts";

const PROJECT = dirname(fileURLToPath(new URL("../../package.json", import.meta.url)));
const GUARD = fileURLToPath(new URL("parent-watchdog.ts", import.meta.url));
const SERVERLESS = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");

const guarded = (script: string, ...args: string[]): string[] => ["--import", GUARD, script, ...args];

export const postgresService = (dataDir: DataDir, cluster: Cluster, port: number): ServiceDefinition => {
  const logFile = dataDir.logFile("postgres");
  return { name: "Postgres", logFile, start: (signal) => runCluster(cluster, { port, logFile, signal }) };
};

const SCRIPTS = { SQS: new URL("sqs.ts", import.meta.url), SES: new URL("ses.ts", import.meta.url) };

/** An emulator that takes a free port at its first start, and the same one whenever it is started again. */
export const emulatorService = (
  dataDir: DataDir,
  name: "SQS" | "SES",
  wanted: number | undefined,
): ServiceDefinition => {
  const script = fileURLToPath(SCRIPTS[name]);
  const logFile = dataDir.logFile(name.toLowerCase());
  let port = wanted ?? 0;
  const start = async (signal: AbortSignal) => {
    const part = await startServiceProcess({ args: guarded(script, String(port)), logFile, signal });
    port = part.ready.port ?? port;
    return part;
  };
  return { name, logFile, start };
};

export type FunctionsServiceOptions = {
  readonly dataDir: DataDir;
  readonly env: NodeJS.ProcessEnv;
  /** Told where the functions listen, and when they are away. */
  setUpstreamPort(port: number | undefined): void;
};

/** serverless-offline; nobody but the gateway knows its ports, so each start takes new ones. */
export const functionsService = ({
  dataDir,
  env,
  setUpstreamPort: moveTo,
}: FunctionsServiceOptions): ServiceDefinition => {
  const logFile = dataDir.logFile("functions");
  const start = async (signal: AbortSignal) => {
    const httpPort = await freePort();
    const lambdaPort = await freePort();
    const args = guarded(
      SERVERLESS,
      "offline",
      "start",
      "--stage=local",
      // Other emulators that take this stage cannot make an authorizer.
      "--param=gatewayAuthorizer=true",
      "--noPrependStageInUrl",
      "--useInProcess",
      "--disableCookieValidation",
      "--noSponsor",
      "--host=127.0.0.1",
      `--httpPort=${httpPort}`,
      `--lambdaPort=${lambdaPort}`,
    );
    const part = await startServiceProcess({ args, logFile, env, cwd: PROJECT, signal });
    moveTo(httpPort);
    return part;
  };
  return { name: "The function process", logFile, start, onDown: () => moveTo(undefined) };
};
