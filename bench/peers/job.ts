/**
 * The part of one peer in this process: accepts orders, or does their tasks. Argument: PeerJob as JSON. The peers write the same
 * rows as Despacho, and their own jobs. The types of the packages are not known: they are dependencies of this folder only.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { insertOrder, type NewOrder } from "../../lib/database/orders.ts";
import { openDatabase, type Sql } from "../../lib/database/sql.ts";
import { decidedOrders } from "../decided-orders.ts";
import { doTasks, type PeerTask as Task } from "./effects.ts";

export const PEERS = ["graphile-worker", "pg-boss", "DBOS"] as const;
export type Peer = (typeof PEERS)[number];

export type PeerJob = {
  readonly peer: Peer;
  readonly role: "accept" | "work";
  readonly databaseUrl: string;
  readonly clientId: string;
  readonly orders: number;
  readonly atOnce: number;
};

/** How many tasks a worker does in one transaction where the peer hands over several: as many as Despacho's functions do. */
const BATCH = 10;

/** The order's own statement on the connection of a transaction. */
const store = async (client: pg.PoolClient, order: NewOrder): Promise<void> => {
  const sql = {
    maybeOne: async ({ text }: { text: string }, values: unknown[]) =>
      (await client.query({ name: "insert", text, values })).rows[0],
  };
  await insertOrder(sql as unknown as Sql, order);
};

/** Adds the tasks of an order within the transaction that inserts it. */
type Enqueue = (client: pg.PoolClient, tasks: readonly Task[]) => Promise<void>;
type PeerParts = { readonly enqueue: Enqueue; work(): Promise<void> };

const require = createRequire(new URL("./package.json", import.meta.url));
// biome-ignore lint/suspicious/noExplicitAny: the packages are not installed when this file is checked
const load = (name: string): Promise<any> => import(pathToFileURL(require.resolve(name)).href);

type DoTasks = (tasks: readonly Task[]) => Promise<void>;

const graphileWorker = async (pool: pg.Pool, atOnce: number, doJobs: DoTasks): Promise<PeerParts> => {
  const { run, makeWorkerUtils } = await load("graphile-worker");
  const utils = await makeWorkerUtils({ pgPool: pool });
  await utils.migrate();
  return {
    enqueue: async (client, tasks) => {
      await client.query({
        name: "jobs",
        text: `select graphile_worker.add_jobs(array(
                 select json_populate_record(null::graphile_worker.job_spec, s) from json_array_elements($1::json) s))`,
        values: [JSON.stringify(tasks.map((task) => ({ identifier: "task", payload: task })))],
      });
    },
    work: async () => {
      const task = (payload: Task) => doJobs([payload]);
      const preset = { worker: { localQueue: { size: 50 } } };
      await run({
        pgPool: pool,
        concurrency: atOnce,
        pollInterval: 500,
        taskList: { task },
        preset,
        noHandleSignals: true,
      });
    },
  };
};

const pgBoss = async (databaseUrl: string, doJobs: DoTasks): Promise<PeerParts> => {
  const { PgBoss } = await load("pg-boss");
  const boss = new PgBoss({ connectionString: databaseUrl, max: 10 });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue("task");
  return {
    enqueue: async (client, tasks) => {
      const db = { executeSql: (text: string, values: unknown[]) => client.query(text, values) };
      await boss.insert(
        "task",
        tasks.map((data) => ({ data })),
        { db },
      );
    },
    work: async () => {
      const options = {
        batchSize: BATCH,
        pollingIntervalSeconds: 0.5,
        burstWhenBatchFull: true,
        localConcurrency: 8,
      };
      await boss.work("task", options, (jobs: { data: Task }[]) => doJobs(jobs.map(({ data }) => data)));
    },
  };
};

const dbos = async (databaseUrl: string, role: PeerJob["role"], doJobs: DoTasks): Promise<PeerParts> => {
  const { DBOS, DBOSClient } = await load("@dbos-inc/dbos-sdk");
  if (role === "accept") {
    const client = await DBOSClient.create({ systemDatabaseUrl: databaseUrl });
    const options = { workflowName: "task", queueName: "tasks", appVersion: "1" };
    return {
      enqueue: async (transaction, tasks) => {
        for (const task of tasks) await client.enqueueInTransaction(transaction, options, task);
      },
      work: async () => {},
    };
  }
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: databaseUrl,
    applicationVersion: "1",
    logLevel: "error",
  });
  const workflow = async (task: Task) => {
    await DBOS.runStep(() => doJobs([task]), { name: "effect" });
  };
  DBOS.registerWorkflow(workflow, { name: "task" });
  return {
    enqueue: async () => {},
    work: async () => {
      await DBOS.launch();
      await DBOS.registerQueue("tasks", { workerConcurrency: 50, minPollingIntervalMs: 100 });
    },
  };
};

const partsOf = ({ peer, role, databaseUrl, atOnce }: PeerJob, pool: pg.Pool): Promise<PeerParts> => {
  const sql = openDatabase({ url: databaseUrl, poolSize: atOnce, preparesStatements: true });
  const work: DoTasks = (tasks) => doTasks(sql, tasks);
  if (peer === "graphile-worker") return graphileWorker(pool, atOnce, work);
  return peer === "pg-boss" ? pgBoss(databaseUrl, work) : dbos(databaseUrl, role, work);
};

const acceptOne = async (pool: pg.Pool, order: NewOrder, enqueue: Enqueue): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await store(client, order);
    await enqueue(
      client,
      order.tasks.map(({ taskId, type }) => ({ taskId, type })),
    );
    await client.query("commit");
  } finally {
    client.release();
  }
};

const main = async (job: PeerJob): Promise<void> => {
  const pool = new pg.Pool({ connectionString: job.databaseUrl, max: job.atOnce });
  pool.on("error", () => {});
  const { enqueue, work } = await partsOf(job, pool);
  if (job.role === "work") {
    await work();
    process.send?.({ ready: true });
    return;
  }
  const ids = Array.from({ length: job.orders }, (_, number) => `P${process.pid}-${number}`);
  const orders = decidedOrders(job.clientId, ids).values();
  process.send?.({ ready: true });
  await new Promise((resolve) => process.once("message", resolve));
  const started = performance.now();
  const accept = async () => {
    for (const order of orders) await acceptOne(pool, order, enqueue);
  };
  await Promise.all(Array.from({ length: job.atOnce }, accept));
  process.send?.({ acceptedMs: performance.now() - started });
};

if (process.send !== undefined) await main(JSON.parse(process.argv[2]!) as PeerJob);
