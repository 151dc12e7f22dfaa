/**
 * The part of one peer in this process: accepts orders, or does their tasks. Arguments: PeerJob as JSON. Types of the packages
 * are not declared: they are dependencies of this folder only.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { benchOrder } from "../bench-order.ts";

export const PEERS = ["graphile-worker", "pg-boss", "DBOS"] as const;
export type Peer = (typeof PEERS)[number];

export type PeerJob = {
  readonly peer: Peer;
  readonly role: "accept" | "work";
  readonly databaseUrl: string;
  readonly orders: number;
  readonly atOnce: number;
};

/** The rows that Despacho writes for the same order, but for its record of reasons and attempts. */
export const SCHEMA = `
create table peer_orders (order_no bigint generated always as identity primary key, order_id text not null unique,
  customer_id text not null, total bigint not null, snapshot jsonb not null, received_at timestamptz not null default now());
create table peer_lines (order_no bigint not null references peer_orders, line_id text not null, sku text not null,
  title text not null, quantity int not null, unit_price bigint not null, primary key (order_no, line_id));
create table peer_effects (order_no bigint not null references peer_orders, kind text not null, document jsonb not null,
  at timestamptz not null default now(), primary key (order_no, kind));`;

const KINDS = ["slip-shipping", "slip-royalties", "mail", "commission"];
type Task = { readonly orderNo: string; readonly kind: string };

type Order = ReturnType<typeof benchOrder>;

const INSERT = `
with accepted as (
  insert into peer_orders (order_id, customer_id, total, snapshot) values ($1, $2, $3, $4) returning order_no
), lines as (
  insert into peer_lines select order_no, l.* from accepted,
    jsonb_to_recordset($5) as l(line_id text, sku text, title text, quantity int, unit_price bigint)
)
select order_no from accepted`;

const insertOrder = async (client: pg.PoolClient, order: Order): Promise<string> => {
  const lines = order.lines.map(({ sku, title, quantity, unitPrice }, index) => ({
    line_id: String(index + 1),
    sku,
    title,
    quantity,
    unit_price: unitPrice,
  }));
  const values = [
    order.orderId,
    order.customer.customerId,
    order.payment.amount,
    JSON.stringify(order),
    JSON.stringify(lines),
  ];
  return (await client.query({ name: "insert", text: INSERT, values })).rows[0].order_no;
};

const insertEffects = async (pool: pg.Pool, tasks: readonly Task[]): Promise<void> => {
  const rows = tasks.map(({ orderNo, kind }) => ({ order_no: orderNo, kind, document: { kind, orderNo } }));
  await pool.query({
    name: "effects",
    text: `insert into peer_effects (order_no, kind, document)
           select * from jsonb_to_recordset($1) as e(order_no bigint, kind text, document jsonb) on conflict do nothing`,
    values: [JSON.stringify(rows)],
  });
};

/** Adds the tasks of an order within the transaction that inserts it. */
type Enqueue = (client: pg.PoolClient, tasks: readonly Task[]) => Promise<void>;
type PeerParts = { readonly enqueue: Enqueue; work(): Promise<void> };

const require = createRequire(new URL("./package.json", import.meta.url));
// biome-ignore lint/suspicious/noExplicitAny: the packages are not installed when this file is checked
const load = (name: string): Promise<any> => import(pathToFileURL(require.resolve(name)).href);

const graphileWorker = async (pool: pg.Pool, atOnce: number): Promise<PeerParts> => {
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
      const task = (payload: Task) => insertEffects(pool, [payload]);
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

const pgBoss = async (pool: pg.Pool, databaseUrl: string): Promise<PeerParts> => {
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
        batchSize: 50,
        pollingIntervalSeconds: 0.5,
        burstWhenBatchFull: true,
        localConcurrency: 2,
      };
      await boss.work("task", options, (jobs: { data: Task }[]) =>
        insertEffects(
          pool,
          jobs.map(({ data }) => data),
        ),
      );
    },
  };
};

const dbos = async (pool: pg.Pool, databaseUrl: string, role: PeerJob["role"]): Promise<PeerParts> => {
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
    await DBOS.runStep(() => insertEffects(pool, [task]), { name: "effect" });
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
  if (peer === "graphile-worker") return graphileWorker(pool, atOnce);
  if (peer === "pg-boss") return pgBoss(pool, databaseUrl);
  return dbos(pool, databaseUrl, role);
};

const acceptOne = async (pool: pg.Pool, order: Order, enqueue: Enqueue): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const orderNo = await insertOrder(client, order);
    await enqueue(
      client,
      KINDS.map((kind) => ({ orderNo, kind })),
    );
    await client.query("commit");
  } finally {
    client.release();
  }
};

const main = async (job: PeerJob): Promise<void> => {
  const pool = new pg.Pool({ connectionString: job.databaseUrl, max: job.atOnce });
  const { enqueue, work } = await partsOf(job, pool);
  if (job.role === "work") {
    await work();
    process.send?.({ ready: true });
    return;
  }
  process.send?.({ ready: true });
  await new Promise((resolve) => process.once("message", resolve));
  let next = 0;
  const started = performance.now();
  const accept = async () => {
    while (next < job.orders) await acceptOne(pool, benchOrder(`P${process.pid}-${next++}`), enqueue);
  };
  await Promise.all(Array.from({ length: job.atOnce }, accept));
  process.send?.({ acceptedMs: performance.now() - started });
};

if (process.send !== undefined) await main(JSON.parse(process.argv[2]!) as PeerJob);
