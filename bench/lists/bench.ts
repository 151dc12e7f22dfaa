/**
 * `npm run bench:lists`: fills a Postgres of its own with a year of orders and all that they led to, and measures in the
 * functions how long every list, filter, search, group and report takes.
 */
import "../../dev/isolate-process.ts";
import pg from "pg";
import { formatTable } from "../../cli/terminal/table.ts";
import { startPostgresIn, startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { prepareDatabase } from "../../functions/migrate/migrate.ts";
import { queueVariable } from "../../lib/tasks/queue-names.ts";
import { TASK_TYPES } from "../../lib/tasks/registry.ts";
import { benchOptions } from "../command-line.ts";
import { runBench } from "../run-bench.ts";
import { percentile } from "../statistics.ts";
import { cpuBetween, cpuOf } from "../suite/cpu.ts";
import { type History, storeHistory } from "./store-orders.ts";

/** The database may lose everything, so filling it need not wait for the disk. Its cache is that of a small server. */
const SETTINGS = [
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "max_wal_size=8GB",
  "shared_buffers=1GB",
];
const NO_SERVER = "http://127.0.0.1:1";
const TARGET_MS = 50;
const PROGRESS_ORDERS = 100_000;

const options = benchOptions(
  "npm run bench:lists --",
  "Fills a database with a year of orders and measures every list. A million orders take a quarter of an hour and 13 GB of disk.",
  {
    orders: { description: "orders to store", default: 100_000, max: 10_000_000 },
    runs: { description: "requests of each kind", default: 20, max: 1_000 },
  },
  {
    database: { description: "URL of a database to use; filled when it has no orders", default: "" },
    "data-dir": { description: "where a Postgres keeps the orders for the next run", default: "" },
    only: { description: "only requests whose path and query contain this text", default: "" },
  },
);

const historyIn = async (url: string): Promise<History | undefined> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ orders: string; until: Date | null }>(
      "select count(*) as orders, max(received_at) as until from orders",
    );
    const { orders, until } = rows[0]!;
    return until === null ? undefined : { orders: Number(orders), until: until.toISOString() };
  } finally {
    await client.end();
  }
};

const fill = async (url: string, stopping: AbortSignal): Promise<History> => {
  const history = { orders: options.orders, until: new Date().toISOString() };
  await storeHistory(url, history, (stored) => {
    stopping.throwIfAborted();
    if (stored % PROGRESS_ORDERS === 0) console.error(`${stored} orders stored`);
  });
  return history;
};

type Measured = {
  readonly name: string;
  readonly viewer: string;
  readonly p50: number;
  readonly p95: number;
  /** CPU time of one request, of this process and of its Postgres: what a busy machine does not change. */
  readonly cpu: number;
};

const timesOf = async (runs: number, run: () => Promise<unknown>): Promise<number[]> => {
  await run();
  const times: number[] = [];
  while (times.length < runs) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return times;
};

const measure = async (url: string, history: History, stopping: AbortSignal): Promise<Measured[]> => {
  // The functions read their environment when they are imported. No queue responds.
  Object.assign(process.env, {
    DATABASE_URL: url,
    POWERTOOLS_LOG_LEVEL: "ERROR",
    AWS_ENDPOINT_URL_SQS: NO_SERVER,
    ...Object.fromEntries(TASK_TYPES.map((type) => [queueVariable(type), `${NO_SERVER}/${type}`])),
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
  });
  const { listRequests, VIEWERS } = await import("./requests.ts");
  const { call, nameOf } = await import("./call.ts");
  const measured: Measured[] = [];
  for (const request of listRequests(history).filter((asked) => nameOf(asked).includes(options.only)))
    for (const viewer of VIEWERS) {
      stopping.throwIfAborted();
      const before = cpuOf([process.pid]);
      const times = await timesOf(options.runs, () => call(request, viewer));
      const used = cpuBetween(before, cpuOf([process.pid])).values();
      measured.push({
        name: nameOf(request),
        viewer,
        p50: percentile(times, 0.5),
        p95: percentile(times, 0.95),
        cpu: [...used].reduce((sum, ms) => sum + ms, 0) / (options.runs + 1),
      });
    }
  const { closeDatabase } = await import("../../lib/runtime/database-pool.ts");
  await closeDatabase();
  return measured;
};

const print = (measured: readonly Measured[]): void => {
  const slow = measured.filter(({ p95 }) => p95 > TARGET_MS);
  const rows = measured
    .toSorted((a, b) => b.p95 - a.p95)
    .map(({ name, viewer, p50, p95, cpu }) => [
      ...[p95, p50, cpu].map((ms) => ms.toFixed(1)),
      viewer,
      `GET ${name}`,
    ]);
  console.log(formatTable([["p95 ms", "p50 ms", "CPU ms", "asked by", ""], ...rows]));
  console.log(`${slow.length} of ${measured.length} have a p95 over ${TARGET_MS} ms.`);
};

const startPostgres = async () => {
  if (options.database !== "") return undefined;
  const directory = options["data-dir"];
  return directory === "" ? startTemporaryPostgres(SETTINGS) : startPostgresIn(directory, SETTINGS);
};

await runBench("bench:lists", async (stopping) => {
  const postgres = await startPostgres();
  try {
    const url = postgres?.url ?? options.database;
    await prepareDatabase(url);
    const history = (await historyIn(url)) ?? (await fill(url, stopping));
    print(await measure(url, history, stopping));
  } finally {
    await postgres?.stop();
  }
});
