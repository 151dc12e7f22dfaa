/** Runs the serverless command against an emulator. */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { systemEnvironment } from "../environment.ts";

export const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVERLESS = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");

export type ServerlessOptions = {
  readonly stage: string;
  /** Of an emulator. */
  readonly endpoint: string;
  readonly databaseUrl?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  /** Called with every line that the command writes to standard error. */
  readonly report?: ((line: string) => void) | undefined;
};

/** An emulator checks no credentials; the developer's own must not be sent to it. */
const environmentOf = ({ endpoint, databaseUrl }: ServerlessOptions): NodeJS.ProcessEnv => ({
  ...systemEnvironment(process.env),
  ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
  SLS_NOTIFICATIONS_MODE: "off",
  SLS_TELEMETRY_DISABLED: "1",
});

const TIMEOUT_MS = 600_000;
const MAX_OUTPUT_CHARACTERS = 3_000;

const run = async (
  options: ServerlessOptions,
  command: string,
  args: readonly string[],
  scratch: string,
): Promise<string> => {
  const child = execa(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...environmentOf(options), TMPDIR: scratch },
    extendEnv: false,
    stdin: "ignore",
    timeout: TIMEOUT_MS,
    reject: false,
  });
  for await (const line of child.iterable({ from: "stderr" })) if (line.trim() !== "") options.report?.(line);
  const { failed, shortMessage, stdout, stderr } = await child;
  if (!failed) return stdout;
  const tail = `${stderr}\n${stdout}`.trim().slice(-MAX_OUTPUT_CHARACTERS);
  throw new Error(`serverless ${command} failed: ${shortMessage}\n${tail}`);
};

/** Runs one command. @returns its standard output @throws Error with the end of its output when it fails */
export const runServerless = async (
  options: ServerlessOptions,
  command: string,
  ...more: string[]
): Promise<string> => {
  const params = Object.entries(options.params ?? {}).map(([name, value]) => `--param=${name}=${value}`);
  const args = [SERVERLESS, ...command.split(" "), `--stage=${options.stage}`, ...params, ...more];
  // serverless-esbuild leaves a folder behind for each function.
  const scratch = mkdtempSync(join(tmpdir(), "despacho-serverless-"));
  try {
    return await run(options, command, args, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
