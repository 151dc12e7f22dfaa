/**
 * `npm run bench:orders [-- --orders 1000 --clients 8 --data-dir DIR]`: posts orders to the running local stack and says
 * how fast they are accepted and done. Bounded in count and time; loopback only.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { exampleLines, exampleOrderOf } from "../../lib/contract/example-order.ts";

const TIMEOUT_MS = 120_000;

const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "1000" },
    clients: { type: "string", default: "8" },
    "data-dir": { type: "string", default: ".despacho" },
  },
});
const count = Number(values.orders);
const clients = Number(values.clients);

type Local = { apiUrl: string; apiKey: string; databaseUrl: string };

const readStack = (): Local => {
  const file = join(values["data-dir"], "local.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Local;
  } catch {
    console.error(`No stack is running (${file} is not there). Start one with: npm start`);
    process.exit(3);
  }
};

const { physical, book, video } = exampleLines;
const sample = exampleOrderOf([physical, { ...book, quantity: 3 }, video]);

/** An order of four tasks: a slip for shipping, one for royalties, a streaming e-mail and a commission. */
const order = (orderId: string) => ({
  ...sample,
  orderId,
  customer: { customerId: orderId, name: "Bench", email: "bench@example.com" },
  agentId: "BENCH",
});

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const post = async (stack: Local, orderId: string): Promise<number> => {
  const started = performance.now();
  const response = await fetch(`${stack.apiUrl}/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(order(orderId)),
  });
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`order ${orderId} was returned ${response.status}`);
  return performance.now() - started;
};

const postAll = async (stack: Local, ids: readonly string[]): Promise<number[]> => {
  const latencies: number[] = [];
  let next = 0;
  const client = async () => {
    for (let id = ids[next++]; id !== undefined; id = ids[next++]) latencies.push(await post(stack, id));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return latencies.sort((a, b) => a - b);
};

const waitUntilDone = async (pool: pg.Pool, prefix: string): Promise<number> => {
  const deadline = performance.now() + TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { rows } = await pool.query(
      "select count(*) filter (where status in ('pending', 'queued'))::int as open, count(*)::int as tasks from reporting.tasks where starts_with(order_id, $1)",
      [prefix],
    );
    if (rows[0].open === 0) return rows[0].tasks as number;
    await delay(100);
  }
  throw new Error(`tasks were still open after ${TIMEOUT_MS / 1000} s`);
};

const main = async (): Promise<void> => {
  const stack = readStack();
  const prefix = `BENCH-${process.pid}-${Math.floor(performance.timeOrigin)}-`;
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  const started = performance.now();
  const latencies = await postAll(
    stack,
    Array.from({ length: count }, (_, index) => `${prefix}${index}`),
  );
  const accepted = performance.now() - started;
  const tasks = await waitUntilDone(pool, prefix);
  const done = performance.now() - started;
  await pool.end();
  const rows: [string, string][] = [
    ["orders, clients", `${count}, ${clients}`],
    ["accepted per second", (count / (accepted / 1000)).toFixed(0)],
    [
      "POST p50, p99, max",
      [0.5, 0.99, 1].map((share) => `${quantile(latencies, share).toFixed(1)} ms`).join(", "),
    ],
    ["tasks done per second", `${(tasks / (done / 1000)).toFixed(0)} (${tasks} tasks)`],
    ["first POST to last task", `${(done / 1000).toFixed(2)} s`],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(26)}${value}`);
};

await main();
