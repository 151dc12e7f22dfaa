/** The local stack as a user starts it, with clients that post over HTTP. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { readStackInfo, type StackInfo } from "../../dev/data-dir.ts";
import { systemEnvironment } from "../../dev/environment.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";
import { ADD_BENCH_AGENT, benchOrder } from "../bench-order.ts";
import { percentile, sumOf } from "../statistics.ts";
import { cpuBetween, cpuOf } from "./cpu.ts";
import { storeOrders } from "./direct-part.ts";
import type { Results } from "./results.ts";

const START = fileURLToPath(new URL("../../dev/start.ts", import.meta.url));
const COMPLETION_TIMEOUT_MS = 180_000;
const POLL_MS = 50;

type StackOptions = {
  readonly orders: number;
  readonly runs: number;
  readonly results: Results;
  readonly label: string;
  /** Orders stored beforehand. */
  readonly stored: number;
  readonly signal: AbortSignal;
};

type RunningStack = { readonly pid: number; readonly info: StackInfo; stop(): Promise<void> };

const startStack = async (signal: AbortSignal): Promise<RunningStack> => {
  const dataDir = temporaryDirectory("bench");
  const args = [START, "--port", "0", "--data-dir", join(dataDir, "data")];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: systemEnvironment(process.env),
  });
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (;;) {
    const info = readStackInfo(join(dataDir, "data"));
    if (info !== undefined) return { pid: child.pid!, info, stop };
    if (child.exitCode !== null) throw new Error("the stack did not start");
    try {
      await delay(POLL_MS, undefined, { signal });
    } catch (error) {
      await stop();
      throw error;
    }
  }
};

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

/** The platform's own client takes more CPU than the stack's gateway; this one takes less. */
const post = ({ apiUrl, apiKey }: StackInfo, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      Authorization: `Bearer ${apiKey}`,
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
    };
    const sent = request(`${apiUrl}/orders`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode!));
    });
    sent.on("error", reject);
    sent.end(body);
  });

type Posted = { readonly prefix: string; readonly seconds: number; readonly latencies: readonly number[] };

let posts = 0;

/** @param intervalMs between the orders of all clients; 0 for as fast as responses come */
const postOrders = async (
  info: StackInfo,
  orders: number,
  clients: number,
  intervalMs: number,
  signal: AbortSignal,
): Promise<Posted> => {
  const prefix = `S${process.pid}-${++posts}-`;
  const latencies: number[] = [];
  const started = performance.now();
  let next = 0;
  const client = async () => {
    while (next < orders) {
      signal.throwIfAborted();
      const number = next++;
      const wait = started + number * intervalMs - performance.now();
      if (wait > 1) await delay(wait, undefined, { signal });
      const began = performance.now();
      const status = await post(info, JSON.stringify(benchOrder(`${prefix}${number}`)));
      // 200: the statement took so long that it was sent again.
      if (status !== 202 && status !== 200) throw new Error(`POST /orders: ${status}`);
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { prefix, seconds: (performance.now() - started) / 1_000, latencies };
};

const COUNT_OPEN = `
select count(*)::int as open from tasks t join orders o using (order_no)
where starts_with(o.order_id, $1) and t.status in ('pending', 'queued')`;

const untilDone = async (pool: pg.Pool, prefix: string, signal: AbortSignal): Promise<void> => {
  const deadline = performance.now() + COMPLETION_TIMEOUT_MS;
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(COUNT_OPEN, [prefix]);
    if (rows[0]!.open === 0) return;
    if (performance.now() > deadline) throw new Error("tasks are still open after three minutes");
    await delay(POLL_MS, undefined, { signal });
  }
};

/** From the acceptance of each order to the end of its last task. */
const TO_LAST_TASK = `
select coalesce(percentile_cont(0.5) within group (order by ms), 0) as p50,
       coalesce(percentile_cont(0.95) within group (order by ms), 0) as p95
from (
  select extract(epoch from max(t.finished_at) - max(o.received_at)) * 1000 as ms
  from tasks t join orders o using (order_no) where starts_with(o.order_id, $1) group by o.order_no
) as each_order`;

const addDurations = async (pool: pg.Pool, results: Results, what: string, posted: Posted): Promise<void> => {
  const { rows } = await pool.query<{ p50: string; p95: string }>(TO_LAST_TASK, [posted.prefix]);
  results.add(`${what}: POST p50`, "ms", percentile(posted.latencies, 0.5));
  results.add(`${what}: to the last task, p50`, "ms", Number(rows[0]!.p50));
  results.add(`${what}: to the last task, p95`, "ms", Number(rows[0]!.p95));
};

/** @returns orders done per second */
const measureClients = async (
  { pid, info }: RunningStack,
  pool: pg.Pool,
  { orders, results, label, signal }: StackOptions,
  clients: number,
): Promise<number> => {
  const what = `local stack, ${clients === 1 ? "one client" : `${clients} clients`}${label}`;
  const before = cpuOf([pid]);
  const started = performance.now();
  const posted = await postOrders(info, orders, clients, 0, signal);
  await untilDone(pool, posted.prefix, signal);
  const doneSeconds = (performance.now() - started) / 1_000;
  const cpu = cpuBetween(before, cpuOf([pid]));
  results.add(`${what}, accepted`, "orders/s", orders / posted.seconds);
  results.add(`${what}, done`, "orders/s", orders / doneSeconds);
  await addDurations(pool, results, what, posted);
  results.add(`${what}: CPU`, "ms/order", sumOf([...cpu.values()]) / orders);
  if (clients === 16)
    for (const [part, milliseconds] of cpu)
      results.add(`${what}: CPU of ${part}`, "ms/order", milliseconds / orders);
  return orders / doneSeconds;
};

const CLIENTS = [1, 16, 64];
const LOADED_CLIENTS = 16;

const measureRun = async (stack: RunningStack, pool: pg.Pool, options: StackOptions): Promise<void> => {
  const { orders, results, label, signal } = options;
  for (const clients of CLIENTS) {
    const donePerSecond = await measureClients(stack, pool, options, clients);
    if (clients !== LOADED_CLIENTS) continue;
    const posted = await postOrders(stack.info, orders, clients, 2_000 / donePerSecond, signal);
    await untilDone(pool, posted.prefix, signal);
    await addDurations(pool, results, `local stack, half of that load${label}`, posted);
  }
};

/** Measures with 1, 16 and 64 clients, and with 16 at half the rate that they reach. */
export const measureStack = async (options: StackOptions): Promise<void> => {
  const stack = await startStack(options.signal);
  const pool = new pg.Pool({ connectionString: stack.info.databaseUrl, max: 1 });
  try {
    if (options.stored > 0) await storeOrders(stack.info.databaseUrl, options.stored);
    for (const text of ADD_BENCH_AGENT) await pool.query(text, ["local"]);
    await postOrders(stack.info, 100, LOADED_CLIENTS, 0, options.signal);
    for (let run = 0; run < options.runs; run++) await measureRun(stack, pool, options);
  } finally {
    await pool.end();
    await stack.stop();
  }
};
