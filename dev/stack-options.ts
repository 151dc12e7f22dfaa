/** The command line of `npm start` and `npm run start:localstack`. */
import { resolve } from "node:path";
import {
  newProgram,
  type ParsedArguments,
  parseArguments,
  UsageError,
  valueBy,
} from "../cli/terminal/arguments.ts";

export type StackOptions = {
  /** 0 for a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  /** Whether a change of the code restarts the functions. */
  readonly watch?: boolean;
  /** Port on which a debugger attaches to the functions. */
  readonly inspectPort?: number | undefined;
  /** How many other keys must approve a rulebook before one activates it. */
  readonly approvals?: number | undefined;
  /** Whether `stop` removes the data directory; for the demo and tests. */
  readonly temporary?: boolean;
  /** Changes the environment of the functions before they start, such as to lead them through proxies; for tests. */
  readonly changeEnvironment?: (env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>;
  readonly dbPort?: number | undefined;
  readonly sqsPort?: number | undefined;
  readonly sesPort?: number | undefined;
};

export const DEFAULT_DATA_DIR = ".despacho";
const DEFAULT_PORT = 3000;

const toPort = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
};
const portOption = valueBy(toPort, "It must be a port number.");
const approvalsOption = valueBy(
  (text) => (/^(\d|10)$/.test(text) ? Number(text) : undefined),
  "It must be a number from 0 to 10.",
);
const directoryOption = valueBy((text) => text || undefined, "It must be a directory.");

type Flags = {
  readonly port?: number;
  readonly dataDir?: string;
  readonly fresh?: boolean;
  readonly watch?: boolean;
  readonly inspect?: number;
  readonly approvals?: number | true;
  readonly dbPort?: number;
  readonly sqsPort?: number;
  readonly sesPort?: number;
};

const programFor = (name: string, done: (flags: Flags) => void) =>
  newProgram(
    name,
    "Runs Postgres, SQS, SES and all functions on this machine behind one HTTP port. Ctrl-C ends it.",
  )
    .usage("[options]")
    .option("--port <n>", `HTTP port of the API (default ${DEFAULT_PORT}, or PORT)`, portOption)
    .option(
      "--data-dir <dir>",
      `directory of data, keys, logs and local.json (default ${DEFAULT_DATA_DIR})`,
      directoryOption,
    )
    .option("--fresh", "start from an empty database")
    .option("--watch", "restart the functions when the code changes; data and keys stay")
    .option("--inspect <n>", "port on which a debugger attaches to the functions, such as 9229", portOption)
    .option(
      "--approvals [n]",
      "how many other keys must approve a rulebook before one activates it (default none; 1 without a number)",
      approvalsOption,
    )
    .option("--db-port <n>", "port of Postgres (default: a free one)", portOption)
    .option("--sqs-port <n>", "port of SQS (default: a free one)", portOption)
    .option("--ses-port <n>", "port of SES and its inbox (default: a free one)", portOption)
    .addHelpText(
      "after",
      "\nDATABASE_URL, AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_SES (or AWS_ENDPOINT_URL), when set, are used\ninstead of the embedded service.",
    )
    .action(done);

const portOf = (env: NodeJS.ProcessEnv): number => {
  if (!env.PORT) return DEFAULT_PORT;
  const port = toPort(env.PORT);
  if (port === undefined) throw new UsageError(`PORT must be a port number, not "${env.PORT}"`, "");
  return port;
};

/**
 * @param name the command as it is typed, for the help
 * @throws UsageError
 */
export const stackOptions = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  name = "npm start --",
): ParsedArguments<StackOptions> => {
  const parsed = parseArguments<Flags>((done) => programFor(name, done), args);
  if (parsed.kind === "help") return parsed;
  const {
    port,
    dataDir,
    fresh = false,
    watch = false,
    inspect,
    approvals,
    dbPort,
    sqsPort,
    sesPort,
  } = parsed.command;
  return {
    kind: "command",
    command: {
      port: port ?? portOf(env),
      dataDir: resolve(dataDir ?? DEFAULT_DATA_DIR),
      fresh,
      watch,
      inspectPort: inspect,
      approvals: approvals === true ? 1 : approvals,
      dbPort,
      sqsPort,
      sesPort,
    },
  };
};
