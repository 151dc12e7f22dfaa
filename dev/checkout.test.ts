/** The stack in a checkout whose path is no URL, started from a shell whose variables name other services. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../test/support/wait-for.ts";
import { readStackInfo } from "./data-dir.ts";
import { commandEnvironment, systemEnvironment, toolEnvironment } from "./environment.ts";
import { PROJECT_ROOT } from "./serverless/serverless-cli.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const COPIED = [
  "cli",
  "console",
  "dev",
  "functions",
  "infra",
  "lib",
  "rules",
  "test",
  "package.json",
  "serverless.yml",
];
const UP_MS = 150_000;

const parent = temporaryDirectory("checkout");
const checkout = join(parent, "a#b?c%20d e+é");
const dataDir = join(parent, "data");
const started: ChildProcess[] = [];

beforeAll(() => {
  mkdirSync(checkout, { recursive: true });
  for (const name of COPIED) cpSync(join(PROJECT_ROOT, name), join(checkout, name), { recursive: true });
  symlinkSync(join(PROJECT_ROOT, "node_modules"), join(checkout, "node_modules"));
});
afterAll(async () => {
  for (const child of started) child.kill("SIGTERM");
  await Promise.all(started.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  rmSync(parent, { recursive: true, force: true });
});

/** Variables with which a connection to a local service fails, or reaches another one. */
const HOSTILE = {
  PGSSLMODE: "require",
  PGOPTIONS: "-c no_such_setting=1",
  PGSERVICE: "elsewhere",
  PGHOST: "192.0.2.1",
  PGPORT: "9",
  PGUSER: "somebody",
  AWS_PROFILE: "no-such-profile",
  AWS_REGION: "eu-north-1",
  AWS_DEFAULT_REGION: "eu-north-1",
  AWS_USE_FIPS_ENDPOINT: "true",
  AWS_USE_DUALSTACK_ENDPOINT: "true",
  AWS_MAX_ATTEMPTS: "0",
  NODE_USE_ENV_PROXY: "1",
  HTTP_PROXY: "http://127.0.0.1:9",
  http_proxy: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
  QUEUE_URL_EMAILS: "http://192.0.2.1/emails",
  MAIL_SENDER: "not a sender",
  SLS_OFFLINE: "x",
};

const environment = { ...systemEnvironment(process.env), ...HOSTILE, NODE_OPTIONS: "--no-warnings" };

test("the stack starts in a folder with special characters, whatever the shell's variables name, and restarts changed functions", {
  timeout: UP_MS * 2,
}, async () => {
  const args = [join(checkout, "dev/start.ts"), "--data-dir", dataDir, "--port", "0", "--watch"];
  const child = spawn(process.execPath, args, {
    cwd: checkout,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const { apiUrl } = await waitFor(
    "the stack",
    () => {
      if (child.exitCode !== null) throw new Error(readFileSync(join(dataDir, "logs/functions.log"), "utf8"));
      return readStackInfo(dataDir);
    },
    UP_MS,
  );
  const isUp = async () => (await fetch(`${apiUrl}/health`)).ok;
  await waitFor("health", isUp, UP_MS);
  const keys = [join(checkout, "cli/keys.ts"), "list", "--data-dir", dataDir];
  const { stdout } = await promisify(execFile)(process.execPath, keys, { cwd: checkout, env: environment });
  expect(stdout).toContain("local");
  const rules = [join(checkout, "cli/rules.ts"), "history", "--data-dir", dataDir];
  const history = await promisify(execFile)(process.execPath, rules, { cwd: checkout, env: environment });
  expect(history.stdout).toContain("active");

  appendFileSync(join(checkout, "functions/system/handler.ts"), "\n// changed\n");
  const restarted =
    /The function process ended \(functions\/system\/handler\.ts changed\) and was started again/;
  await waitFor("the restart", () => restarted.test(output), UP_MS);
  await waitFor("health", isUp, UP_MS);
});

test("the functions are packaged in a folder with special characters", { timeout: UP_MS }, async () => {
  const script = `
    const { packageInto } = await import(process.argv[1]);
    const template = await packageInto(process.argv[2], "local");
    console.log(Object.keys(template.Resources).length);`;
  const { href } = pathToFileURL(`${checkout}/`);
  const module = new URL("dev/serverless/packaged-template.ts", href).href;
  const args = ["--input-type=module", "-e", script, module, join(parent, "package")];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: checkout, env: environment });
  expect(Number(stdout)).toBeGreaterThan(50);
});

test.each(Object.keys(HOSTILE).filter((name) => !/proxy/i.test(name) || name === "NODE_USE_ENV_PROXY"))(
  "no program takes over %s from the shell",
  (name) => {
    for (const listed of [commandEnvironment, systemEnvironment, toolEnvironment])
      expect(listed({ [name]: "x", PATH: "/bin" })).toEqual({ PATH: "/bin" });
  },
);
