/** Job queues on Postgres that do the same rows as Despacho, without deciding, queue service, mail or HTTP. */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { systemEnvironment } from "../../dev/environment.ts";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { prepareDatabase } from "../../functions/migrate/migrate.ts";
import { ADD_BENCH_AGENT, TASKS_PER_ORDER } from "../bench-order.ts";
import { PEERS, type Peer, type PeerJob } from "../peers/job.ts";
import { sumOf } from "../statistics.ts";
import { cpuBetween, cpuOf } from "./cpu.ts";
import { BENCH_CLIENT } from "./local-services.ts";
import type { Results } from "./results.ts";

const FOLDER = fileURLToPath(new URL("../peers/", import.meta.url));
const JOB = `${FOLDER}job.ts`;
const AT_ONCE = 16;
const COMPLETION_TIMEOUT_MS = 120_000;
const POLL_MS = 20;

type PeersOptions = { readonly runs: number; readonly orders: number; readonly signal: AbortSignal };

const install = (): void => {
  if (existsSync(`${FOLDER}node_modules/pg-boss`)) return;
  console.log("installing the job queues to compare with (bench/peers only) …");
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error("the job queues could not be installed");
};

const start = async (job: PeerJob): Promise<ChildProcess> => {
  const child = fork(JOB, [JSON.stringify(job)], {
    execArgv: [],
    env: { ...systemEnvironment(process.env), DATABASE_URL: job.databaseUrl },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const [message] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [undefined])]);
  if (message === undefined) throw new Error(`${job.peer} did not start`);
  return child;
};

const untilDone = async (pool: pg.Pool, tasks: number, signal: AbortSignal): Promise<void> => {
  const deadline = performance.now() + COMPLETION_TIMEOUT_MS;
  for (;;) {
    const { rows } = await pool.query<{ count: number }>(
      "select count(*)::int as count from task_attempts where outcome = 'done'",
    );
    if (rows[0]!.count >= tasks) return;
    if (performance.now() > deadline) throw new Error("tasks of a peer are still open after two minutes");
    await delay(POLL_MS, undefined, { signal });
  }
};

const measurePeer = async (results: Results, { orders, signal }: PeersOptions, peer: Peer): Promise<void> => {
  const postgres = await startTemporaryPostgres();
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
  const children: ChildProcess[] = [];
  try {
    await prepareDatabase(postgres.url);
    await pool.query("insert into clients values ($1, now())", [BENCH_CLIENT]);
    for (const text of ADD_BENCH_AGENT) await pool.query(text, [BENCH_CLIENT]);
    const job = { peer, databaseUrl: postgres.url, clientId: BENCH_CLIENT, orders, atOnce: AT_ONCE };
    children.push(await start({ ...job, role: "work" }), await start({ ...job, role: "accept" }));
    const { rows } = await pool.query("select pg_read_file('postmaster.pid') as file");
    const roots = [
      Number.parseInt((rows[0] as { file: string }).file, 10),
      ...children.map(({ pid }) => pid!),
    ];
    const before = cpuOf(roots);
    const started = performance.now();
    const accepted = once(children[1]!, "message");
    children[1]!.send({ go: true });
    const [{ acceptedMs }] = (await accepted) as [{ acceptedMs: number }];
    await untilDone(pool, orders * TASKS_PER_ORDER, signal);
    const cpu = sumOf([...cpuBetween(before, cpuOf(roots)).values()]);
    results.add(`${peer}, accepted`, "orders/s", (orders / acceptedMs) * 1_000);
    results.add(`${peer}, done`, "orders/s", (orders / (performance.now() - started)) * 1_000);
    results.add(`${peer}: CPU`, "ms/order", cpu / orders);
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await pool.end();
    await postgres.stop();
  }
};

/** Measures each with 16 transactions at once and a worker in a second process. */
export const measurePeers = async (results: Results, options: PeersOptions): Promise<void> => {
  install();
  for (let run = 0; run < options.runs; run++)
    for (const peer of PEERS) await measurePeer(results, options, peer);
};
