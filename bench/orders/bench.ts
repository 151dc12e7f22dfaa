/**
 * `npm run bench:orders`: posts orders to the local stack that runs and prints how fast they are accepted and completed.
 * Loopback only.
 */
import "../../dev/isolate-process.ts";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { formatTable } from "../../cli/terminal/table.ts";
import { readStackInfo, type StackInfo } from "../../dev/data-dir.ts";
import { DEFAULT_DATA_DIR } from "../../dev/stack-options.ts";
import { benchOrder } from "../bench-order.ts";
import { benchOptions } from "../command-line.ts";
import { postOrders } from "../post-orders.ts";
import { percentile } from "../statistics.ts";

const COMPLETION_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
const NO_STACK = 3;

const options = benchOptions(
  "npm run bench:orders --",
  "Posts orders to the local stack that runs and prints how fast they are accepted and completed.",
  {
    orders: { description: "orders to post", default: 1_000, max: 1_000_000 },
    clients: { description: "clients that post at the same time", default: 8, max: 1_000 },
  },
  { "data-dir": { description: "data directory of the stack", default: DEFAULT_DATA_DIR } },
);

const COUNT_TASKS = `
select count(*) filter (where status in ('pending', 'queued'))::int as open, count(*)::int as tasks
from reporting.tasks where starts_with(order_id, $1)`;

/** @returns how many tasks the orders have */
const waitUntilCompleted = async (pool: pg.Pool, prefix: string): Promise<number> => {
  const deadline = performance.now() + COMPLETION_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { rows } = await pool.query<{ open: number; tasks: number }>(COUNT_TASKS, [prefix]);
    if (rows[0]!.open === 0) return rows[0]!.tasks;
    await delay(POLL_MS);
  }
  throw new Error(`tasks are still open after ${COMPLETION_TIMEOUT_MS / 1_000} s`);
};

const run = async (stack: StackInfo): Promise<string[][]> => {
  const prefix = `BENCH-${process.pid}-${Math.floor(performance.timeOrigin)}-`;
  const orders = Array.from({ length: options.orders }, (_, index) => benchOrder(`${prefix}${index}`));
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  try {
    const started = performance.now();
    const latencies = await postOrders(stack, orders, options.clients);
    const acceptedSeconds = (performance.now() - started) / 1_000;
    const tasks = await waitUntilCompleted(pool, prefix);
    const completedSeconds = (performance.now() - started) / 1_000;
    const quantiles = [0.5, 0.99, 1].map((share) => `${percentile(latencies, share).toFixed(1)} ms`);
    return [
      ["orders, clients", `${options.orders}, ${options.clients}`],
      ["accepted per second", (options.orders / acceptedSeconds).toFixed(0)],
      ["POST p50, p99, max", quantiles.join(", ")],
      ["tasks done per second", `${(tasks / completedSeconds).toFixed(0)} (${tasks} tasks)`],
      ["first POST to last task", `${completedSeconds.toFixed(2)} s`],
    ];
  } finally {
    await pool.end();
  }
};

const stack = readStackInfo(options["data-dir"]);
if (stack === undefined) {
  console.error(`No stack runs on ${options["data-dir"]}. Start one with: npm start`);
  process.exitCode = NO_STACK;
} else {
  console.log(formatTable(await run(stack)));
}
