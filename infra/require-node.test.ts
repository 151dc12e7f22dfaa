/** Commands on a system that cannot run them. A script that the process loads first reports another version or platform. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SERVERLESS = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");

const pretend = (property: string): string =>
  `data:text/javascript,${encodeURIComponent(`Object.defineProperty(process, ${property}, configurable: true });`)}`;
const OLD_NODE = pretend('"versions", { value: { ...process.versions, node: "20.19.0" }');
const WINDOWS = pretend('"platform", { value: "win32"');

const run = (preload: string, ...args: string[]) =>
  spawnSync(process.execPath, ["--import", preload, ...args], { cwd: ROOT, encoding: "utf8" });

test.each([
  ["an old Node", OLD_NODE, "npm ci"],
  ["Windows", WINDOWS, "WSL"],
])("on %s a command ends with one line that says what to do", (_, preload, advice) => {
  const { status, stdout, stderr } = run(preload, "dev/run.js", "dev/start.ts");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(advice)]);
});

test("on an old Node serverless ends with one line that says what to do", { timeout: 60_000 }, () => {
  const { status, stderr } = run(OLD_NODE, SERVERLESS, "package", "--stage=prod");
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining("Node 24 is needed")]);
});
