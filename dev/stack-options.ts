/** The command line of `npm start`. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";

export type StackOptions = {
  /** 0 for a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  /** Whether `stop` removes the data directory; for the demo and tests. */
  readonly temporary?: boolean;
  readonly dbPort?: number | undefined;
  readonly sqsPort?: number | undefined;
  readonly sesPort?: number | undefined;
};

export const DEFAULT_DATA_DIR = ".despacho";
const DEFAULT_PORT = 3000;

/** The command line is invalid; the message says why. */
export class UsageError extends Error {}

export const HELP = `Usage: npm start -- [options]

Runs Despacho on this machine: Postgres, SQS, SES and all functions behind one HTTP port. Ctrl-C ends it.

  --port N        HTTP port of the API (default ${DEFAULT_PORT}, or PORT)
  --data-dir DIR  directory of data, keys, logs and local.json (default ${DEFAULT_DATA_DIR})
  --fresh         start from an empty database
  --db-port N     port of Postgres (default: a free one)
  --sqs-port N    port of SQS (default: a free one)
  --ses-port N    port of SES and its inbox (default: a free one)
  --help          this text

DATABASE_URL, AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_SES (or AWS_ENDPOINT_URL), when set, are used instead of the
embedded service.`;

const OPTIONS = {
  port: { type: "string" },
  "data-dir": { type: "string" },
  fresh: { type: "boolean" },
  "db-port": { type: "string" },
  "sqs-port": { type: "string" },
  "ses-port": { type: "string" },
  help: { type: "boolean" },
} as const;

const toPort = (name: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new UsageError(`${name} must be a port number, not "${value}"`);
  return port;
};

/** Runs a parser of arguments. @throws UsageError with the first sentence of its error */
export const withUsageErrors = <T>(parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split(". ")[0]! : String(error));
  }
};

/** @returns the options, or "help" */
export const stackOptions = (args: readonly string[], env: NodeJS.ProcessEnv): StackOptions | "help" => {
  const { values } = withUsageErrors(() => parseArgs({ args: [...args], options: OPTIONS, strict: true }));
  if (values.help) return "help";
  if (values["data-dir"] === "") throw new UsageError("--data-dir needs a directory");
  return {
    port: toPort("--port", values.port) ?? toPort("PORT", env.PORT || undefined) ?? DEFAULT_PORT,
    dataDir: resolve(values["data-dir"] ?? DEFAULT_DATA_DIR),
    fresh: values.fresh ?? false,
    dbPort: toPort("--db-port", values["db-port"]),
    sqsPort: toPort("--sqs-port", values["sqs-port"]),
    sesPort: toPort("--ses-port", values["ses-port"]),
  };
};
