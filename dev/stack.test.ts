/** The whole stack as real processes, which the tests kill. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, expect, test } from "vitest";
import { membershipLine, orderBody } from "../test/support/order-body.ts";
import { waitFor } from "../test/support/wait-for.ts";
import { systemEnvironment } from "./environment.ts";
import { type StackInfo, readStackInfo } from "./data-dir.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const START = fileURLToPath(new URL("start.ts", import.meta.url));
const UP_MS = 150_000;
const BOUND = { timeout: 400_000 };

const dataDir = temporaryDirectory("stack");
const started: ChildProcess[] = [];
afterAll(async () => {
  for (const child of started) child.kill("SIGTERM");
  await Promise.all(started.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  rmSync(dataDir, { recursive: true, force: true });
});

type Running = { readonly child: ChildProcess; readonly lines: string[] };

const start = (...args: string[]): Running => {
  const child = spawn(process.execPath, [START, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: systemEnvironment(process.env),
  });
  started.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => lines.push(...text.split("\n").filter(Boolean)));
  }
  return { child, lines };
};

const up = async (...args: string[]): Promise<Running & { readonly local: StackInfo }> => {
  rmSync(join(dataDir, "local.json"), { force: true });
  const running = start("--data-dir", dataDir, "--port", "0", ...args);
  const local = await waitFor("the stack", () => readStackInfo(dataDir), UP_MS);
  return { ...running, local };
};

/** Waits for the process to end. */
const ended = async ({ child, lines }: Running) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return { code: child.exitCode, signal: child.signalCode, lines };
};

/** Every descendant of a process, with its command line. */
const descendantsOf = (pid: number): { readonly pid: number; readonly command: string }[] => {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  const all = rows.map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row)!.slice(1));
  const children = all.filter(([, parent]) => Number(parent) === pid);
  return children.flatMap(([child, , command]) => [
    { pid: Number(child), command: command! },
    ...descendantsOf(Number(child)),
  ]);
};

/** A zombie is not alive. */
const isAlive = (pid: number): boolean => {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
};

const call = (local: StackInfo, path: string, body?: unknown) =>
  fetch(`${local.apiUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${local.apiKey}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const membershipOrder = (orderId: string) =>
  orderBody({
    orderId,
    customer: { customerId: `C-${orderId}`, name: "Ana", email: "ana@example.com" },
    lines: [membershipLine],
    agentId: undefined,
  });

const isCompleted = async (local: StackInfo, orderId: string): Promise<boolean> => {
  const response = await call(local, `/orders/${orderId}`);
  return response.ok && ((await response.json()) as { status: string }).status === "completed";
};

const stack = await up();

test(
  "a running stack writes local.json, locks its data directory, and restarts every service that is killed",
  BOUND,
  async () => {
    const { child, lines, local } = stack;
    expect(statSync(join(dataDir, "local.json")).mode & 0o777).toBe(0o600);
    expect(Object.keys(local).sort()).toEqual(
      "adminApiKey apiKey apiUrl databaseUrl mailboxUrl sesEndpoint sqsEndpoint".split(" "),
    );

    const second = await ended(start("--data-dir", dataDir, "--port", "0"));
    expect(second.code).toBe(1);
    expect(second.lines).toEqual([expect.stringContaining("already running")]);

    for (const [script, name] of [
      ["sqs.ts", "SQS"],
      ["ses.ts", "SES"],
      ["serverless.js", "The function process"],
      ["queue-functions.ts", "The process of the queue functions"],
      ["postgres-runner.ts", "Postgres"],
      ["bin/postgres -D", "Postgres"],
    ] as const) {
      const before = lines.length;
      process.kill(descendantsOf(child.pid!).find(({ command }) => command.includes(script))!.pid, "SIGKILL");
      await waitFor(`${name} to be back`, () => lines.length > before, 20_000);
      expect(lines.slice(before)).toEqual([expect.stringMatching(`^${name} ended .* started again`)]);
      await waitFor("health", async () => (await call(local, "/health")).ok, 20_000);
    }

    await call(local, "/orders", membershipOrder("RESTARTED"));
    await waitFor("an order to be processed", () => isCompleted(local, "RESTARTED"), UP_MS);
  },
);

test(
  "a stack that is killed leaves no process behind, and the next one completes every order exactly once",
  BOUND,
  async () => {
    const { child } = started.length > 0 ? { child: started[0]! } : await up();
    const before = readStackInfo(dataDir)!;
    const ids = Array.from({ length: 40 }, (_, index) => `KILLED-${index}`);
    const responses = await Promise.all(ids.map((id) => call(before, "/orders", membershipOrder(id))));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    const services = descendantsOf(child.pid!);
    expect(services.length).toBeGreaterThanOrEqual(5);
    child.kill("SIGKILL");

    const { local, child: next } = await up();
    expect(services.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(local.adminApiKey).toBe(before.adminApiKey);
    for (const id of ids) await waitFor(`order ${id}`, () => isCompleted(local, id), UP_MS);
    const database = new Client({ connectionString: local.databaseUrl });
    await database.connect();
    const { rows } = await database.query(
      "select count(*)::int as events, count(distinct customer_id)::int as customers from reporting.membership_events where customer_id like 'C-KILLED-%'",
    );
    await database.end();
    expect(rows).toEqual([{ events: ids.length, customers: ids.length }]);

    const remaining = descendantsOf(next.pid!);
    next.kill("SIGTERM");
    const { code, lines } = await ended({ child: next, lines: [] });
    expect({ code, lines }).toEqual({ code: 0, lines: [] });
    expect(remaining.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(existsSync(join(dataDir, "local.json"))).toBe(false);
  },
);

test(
  "a taken port, an unusable data directory and an unknown option are each reported in one message",
  BOUND,
  async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    for (const option of ["--port", "--sqs-port", "--ses-port", "--db-port"]) {
      const { code, lines } = await ended(start("--data-dir", dataDir, "--port", "0", option, String(port)));
      expect({ code, lines }).toEqual({
        code: 1,
        lines: [`Port ${port} is taken; choose another with ${option}.`],
      });
    }
    taken.close();
    const blocked = await ended(start("--data-dir", join(START, "below-a-file")));
    expect({ code: blocked.code, count: blocked.lines.length }).toEqual({ code: 1, count: 1 });
    const misspelt = await ended(start("--prot", "1"));
    expect(misspelt.code).toBe(1);
    expect(misspelt.lines.join("\n")).toMatch(/--prot.*Usage/s);
  },
);
