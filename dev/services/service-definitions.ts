/** How each service of the stack is started. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { DataDir } from "../data-dir.ts";
import { type Cluster, runCluster } from "../postgres/cluster.ts";
import type { ServiceDefinition } from "./supervised-service.ts";
import { PROJECT_ROOT } from "../serverless/serverless-cli.ts";
import type { ReportLine } from "../report-line.ts";
import { startServiceProcess } from "./service-process.ts";

/** A URL, because `node --import` takes a path with `#`, `?` or `%` for another one. */
const PARENT_WATCHDOG = new URL("parent-watchdog.ts", import.meta.url).href;
const SERVERLESS = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");

/** Arguments to Node: the process ends when its parent does. */
export const withWatchdog = (script: string, ...args: string[]): string[] => [
  "--import",
  PARENT_WATCHDOG,
  script,
  ...args,
];

export const postgresService = (dataDir: DataDir, cluster: Cluster, port: number): ServiceDefinition => {
  const logFile = dataDir.logFile("postgres");
  return { name: "Postgres", logFile, start: (signal) => runCluster(cluster, { port, logFile, signal }) };
};

const SCRIPTS = { SQS: new URL("sqs.ts", import.meta.url), SES: new URL("ses.ts", import.meta.url) };

/** An emulator on a free port, which it keeps when it restarts. */
export const emulatorService = (
  dataDir: DataDir,
  name: "SQS" | "SES",
  preferredPort: number | undefined,
): ServiceDefinition => {
  const script = fileURLToPath(SCRIPTS[name]);
  const logFile = dataDir.logFile(name.toLowerCase());
  let port = preferredPort ?? 0;
  const start = async (signal: AbortSignal) => {
    const service = await startServiceProcess({ args: withWatchdog(script, String(port)), logFile, signal });
    port = service.ready.port ?? port;
    return service;
  };
  return { name, logFile, start };
};

export type FunctionsServiceOptions = {
  readonly dataDir: DataDir;
  readonly env: NodeJS.ProcessEnv;
  /** Port on which a debugger attaches. */
  readonly inspectPort?: number | undefined;
  /** The stage parameter of that name. */
  readonly approvals?: number | undefined;
  /** Called with the lines that the process reports. */
  readonly onReport: ReportLine;
  /** Called with the port of the functions process, and with undefined when the process ends. */
  setUpstreamPort(port: number | undefined): void;
};

/** serverless-offline with our plugin, on a free port behind the restart proxy. */
export const functionsService = ({
  dataDir,
  env,
  inspectPort,
  approvals = 0,
  onReport,
  setUpstreamPort,
}: FunctionsServiceOptions): ServiceDefinition => {
  const logFile = dataDir.logFile("functions");
  const start = async (signal: AbortSignal) => {
    const inspect = inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`];
    const serverless = withWatchdog(
      SERVERLESS,
      "offline",
      "start",
      "--stage=local",
      // Off by default on this stage: LocalStack cannot create an authorizer.
      "--param=gatewayAuthorizer=true",
      `--param=approvals=${approvals}`,
      "--httpPort=0",
    );
    const functions = await startServiceProcess({
      args: [...inspect, ...serverless],
      logFile,
      onReport,
      // Read by dev/offline-plugin/local-tools.
      env: { ...env, FUNCTIONS_LOG_FILE: logFile },
      cwd: PROJECT_ROOT,
      signal,
    });
    setUpstreamPort(functions.ready.port);
    return functions;
  };
  return { name: "The function process", logFile, start, onDown: () => setUpstreamPort(undefined) };
};
