/** Functions invoked as Lambda invokes them, each kind in a process of its own, on Postgres and the emulators. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { storeManyOrders } from "../../test/support/many-orders.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { queueSuffix } from "../../lib/tasks/queue-names.ts";
import type { TaskType } from "../../lib/tasks/registry.ts";
import { percentile, sumOf } from "../statistics.ts";
import { cpuBetween, cpuOf } from "./cpu.ts";
import type { Job, JobResult } from "./direct-job.ts";
import { BENCH_CLIENT, type LocalServices } from "./local-services.ts";
import type { Results } from "./results.ts";

const JOB = fileURLToPath(new URL("direct-job.ts", import.meta.url));
const QUEUE_FUNCTIONS = fileURLToPath(
  new URL("../../dev/offline-plugin/queue-functions.ts", import.meta.url),
);
const COMPLETION_TIMEOUT_MS = 120_000;
const POLL_MS = 20;
const MAX_ERROR_LENGTH = 1_000;

/** The types of the tasks of the benchmark's order. */
const TYPES: readonly TaskType[] = ["packing_slip", "email", "commission"];

export type DirectOptions = {
  readonly services: LocalServices;
  readonly orders: number;
  readonly results: Results;
  /** Appended to the names of the results. */
  readonly label: string;
  /** Folder of CPU profiles. */
  readonly profile: string;
  readonly signal: AbortSignal;
};

const profileArgs = (folder: string, name: string): string[] =>
  folder === "" ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];

let jobs = 0;
const newPrefix = (): string => `B${process.pid}-${++jobs}-`;

const startJob = ({ services, profile }: DirectOptions, job: Job, poolSize: number): ChildProcess =>
  fork(JOB, [JSON.stringify(job)], {
    execArgv: profileArgs(profile, `${job.kind}-${"type" in job ? job.type : job.atOnce}`),
    env: { ...services.env, DATABASE_POOL_MAX: String(poolSize) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });

/** The functions log warnings to stderr; only the last lines are kept, for a job that fails. */
const lastLinesOf = (child: ChildProcess): (() => string) => {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-MAX_ERROR_LENGTH);
  });
  return () => text;
};

const resultOf = async (child: ChildProcess, signal: AbortSignal): Promise<JobResult> => {
  const stop = () => void child.kill();
  const lastLines = lastLinesOf(child);
  signal.addEventListener("abort", stop, { once: true });
  const [message] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [undefined])]);
  signal.removeEventListener("abort", stop);
  if (message === undefined) throw new Error(`a job of the benchmark failed: ${lastLines()}`);
  return message as JobResult;
};

const addOrderRates = (
  { results }: DirectOptions,
  what: string,
  { wallMs, cpuMs, latencies }: JobResult,
): void => {
  results.add(what, "orders/s", (latencies.length / wallMs) * 1_000);
  results.add(`${what}: p50`, "ms", percentile(latencies, 0.5));
  results.add(`${what}: CPU`, "ms/order", cpuMs / latencies.length);
};

export const FLOOR = "SQL alone, 16 at once";

const measureOrders = async (options: DirectOptions): Promise<string> => {
  const { orders, label, signal } = options;
  let prefix = "";
  for (const [kind, atOnce, what] of [
    ["insert", 1, "SQL alone, one at a time"],
    ["insert", 16, FLOOR],
    ["post", 1, "POST handler, one at a time"],
    ["post", 16, "POST handler, 16 at once"],
  ] as const) {
    prefix = newPrefix();
    const job = { clientId: BENCH_CLIENT, prefix, kind, orders, atOnce };
    addOrderRates(options, `${what}${label}`, await resultOf(startJob(options, job, atOnce), signal));
  }
  return prefix;
};

const OPEN_TASKS = `
select t.task_id from tasks t join orders o using (order_no)
where starts_with(o.order_id, $1) and t.type = $2 and t.status in ('pending', 'queued') order by t.task_id`;

/** @param prefix of orders whose tasks are open */
const measureTasks = async (options: DirectOptions, prefix: string): Promise<void> => {
  const { services, results, label, signal } = options;
  for (const type of TYPES) {
    const { rows } = await services.pool.query<{ task_id: string }>(OPEN_TASKS, [prefix, type]);
    const taskIds = rows.map((row) => row.task_id);
    const job: Job = { clientId: BENCH_CLIENT, prefix, kind: "tasks", type, taskIds };
    const { wallMs, cpuMs, latencies } = await resultOf(startJob(options, job, 1), signal);
    const measured = latencies.length * 10;
    const what = `${queueSuffix(type)} handler, batches of 10${label}`;
    results.add(what, "tasks/s", (measured / wallMs) * 1_000);
    results.add(`${what}: CPU`, "ms/task", cpuMs / measured);
  }
};

const COUNT_OPEN = `
select count(*)::int as open from tasks t join orders o using (order_no)
where starts_with(o.order_id, $1) and t.status in ('pending', 'queued')`;

const untilDone = async ({ services, signal }: DirectOptions, prefix: string): Promise<void> => {
  const deadline = performance.now() + COMPLETION_TIMEOUT_MS;
  for (;;) {
    const { rows } = await services.pool.query<{ open: number }>(COUNT_OPEN, [prefix]);
    if (rows[0]!.open === 0) return;
    if (performance.now() > deadline) throw new Error("tasks are still open after two minutes");
    await delay(POLL_MS, undefined, { signal });
  }
};

/** From the first order to the end of the last task. */
const DURATION = `
select extract(epoch from max(t.finished_at) - min(o.received_at)) as seconds
from tasks t join orders o using (order_no) where starts_with(o.order_id, $1)`;

/** POST handler and queue functions at once, as on Lambda: one process for each kind of function. */
const measureJourney = async (options: DirectOptions): Promise<void> => {
  const { services, orders, results, label, signal } = options;
  const queueFunctions = TYPES.map((type) =>
    fork(QUEUE_FUNCTIONS, [services.queueStart(type)], {
      execArgv: profileArgs(options.profile, `queue-${type}`),
      env: { ...services.env, DATABASE_POOL_MAX: "2" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    }),
  );
  try {
    await Promise.all(queueFunctions.map((child) => once(child, "message")));
    const post = async (count: number) => {
      const prefix = newPrefix();
      const job = { clientId: BENCH_CLIENT, prefix, kind: "post", orders: count, atOnce: 16 } as const;
      const posted = await resultOf(startJob(options, job, 16), signal);
      await untilDone(options, prefix);
      return { prefix, posted };
    };
    await post(Math.ceil(orders / 4));
    const roots = [...services.pids, ...queueFunctions.map(({ pid }) => pid!)];
    const before = cpuOf(roots);
    const { prefix, posted } = await post(orders);
    const cpu = sumOf([...cpuBetween(before, cpuOf(roots)).values()]) / orders;
    const { rows } = await services.pool.query<{ seconds: string }>(DURATION, [prefix]);
    results.add(`all functions directly, done${label}`, "orders/s", orders / Number(rows[0]!.seconds));
    results.add(
      `all functions directly: CPU${label}`,
      "ms/order",
      cpu + posted.cpuMs / posted.latencies.length,
    );
  } finally {
    for (const child of queueFunctions) child.kill("SIGTERM");
    await Promise.all(queueFunctions.map((child) => once(child, "exit")));
  }
};

/** Measures the SQL floor, the POST handler, each task handler, and all functions at once. */
export const measureDirect = async (options: DirectOptions): Promise<void> => {
  const prefix = await measureOrders(options);
  await measureTasks(options, prefix);
  await measureJourney(options);
};

/** Stores orders of the past, so that what follows is measured beside them. */
export const storeOrders = async (databaseUrl: string, count: number): Promise<void> => {
  const sql = openDatabase({ url: databaseUrl, poolSize: 1 });
  await storeManyOrders(sql, Math.ceil(count / 1_000) * 1_000);
  await sql.end();
};
