/** The serverless command, as an AWS developer types it, pointed at whatever answers. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVERLESS = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");

export type ServerlessOptions = {
  readonly stage: string;
  /** Of an emulator; AWS itself without. */
  readonly endpoint?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  /** Told of what the command says while it works. */
  readonly report?: ((line: string) => void) | undefined;
};

/** An emulator checks no credentials, and a developer's own must not be drawn in. */
const environmentOf = ({ endpoint, databaseUrl }: ServerlessOptions): NodeJS.ProcessEnv => {
  const quiet = { SLS_NOTIFICATIONS_MODE: "off", SLS_TELEMETRY_DISABLED: "1" };
  const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  if (endpoint === undefined) return { ...process.env, ...quiet, ...database };
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...inherited } = process.env;
  const emulated = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
  };
  return { ...inherited, ...emulated, ...quiet, ...database };
};

const PATIENCE_MS = 600_000;
const MOST_WORDS = 3_000;

const run = async (
  aim: ServerlessOptions,
  command: string,
  args: readonly string[],
  scratch: string,
): Promise<string> => {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...environmentOf(aim), TMPDIR: scratch },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PATIENCE_MS,
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
    for (const line of text.split("\n").filter((one) => one.trim() !== "")) aim.report?.(line);
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code === 0) return said.out;
  const words = `${said.err}${said.out}`.trim().slice(-MOST_WORDS);
  throw new Error(`serverless ${command} failed (${code}):\n${words}`);
};

/** Runs one command; answers what it printed to standard output. */
export const runServerless = async (
  aim: ServerlessOptions,
  command: string,
  ...more: string[]
): Promise<string> => {
  const params = Object.entries(aim.params ?? {}).map(([name, value]) => `--param=${name}=${value}`);
  const args = [SERVERLESS, ...command.split(" "), `--stage=${aim.stage}`, ...params, ...more];
  // The bundler leaves a folder for each function behind.
  const scratch = mkdtempSync(join(tmpdir(), "despacho-serverless-"));
  try {
    return await run(aim, command, args, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
