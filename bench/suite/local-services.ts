/** Postgres, SQS and SES for functions that are invoked directly, and the environment that leads the functions to them. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { systemEnvironment } from "../../dev/environment.ts";
import { createQueues } from "../../dev/offline-plugin/local-queues.ts";
import type { QueueWork } from "../../dev/offline-plugin/queue-work.ts";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { withWatchdog } from "../../dev/services/service-definitions.ts";
import { type ServiceProcess, startServiceProcess } from "../../dev/services/service-process.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";
import { prepareDatabase } from "../../functions/migrate/migrate.ts";
import { queueSuffix, queueVariable } from "../../lib/tasks/queue-names.ts";
import { TASK_TYPES, type TaskType } from "../../lib/tasks/registry.ts";
import { ADD_BENCH_AGENT } from "../bench-order.ts";

export const BENCH_CLIENT = "bench";

const REGION = "us-east-1";
const arnOf = (queue: string): string => `arn:aws:sqs:${REGION}:000000000000:${queue}`;

const RELAY = "relay";

const queueOf = (type: TaskType) => ({
  logicalId: type,
  name: `bench-${queueSuffix(type)}`,
  attributes: { VisibilityTimeout: "30" },
});

/** The queue function of one task type, with its queue. */
const workOf = (endpoint: string, type: TaskType): QueueWork => ({
  region: REGION,
  endpoint,
  queues: [queueOf(type)],
  sources: [
    {
      functionName: type,
      queue: queueOf(type).name,
      queueArn: arnOf(queueOf(type).name),
      batchSize: 10,
      windowSeconds: 0,
      concurrency: 2,
      reportsBatchItemFailures: true,
    },
  ],
  functions: [
    {
      key: type,
      name: type,
      handler: `functions/${queueSuffix(type)}/handler.handler`,
      timeoutSeconds: 20,
    },
    { key: RELAY, name: RELAY, handler: "functions/relay/handler.handler", timeoutSeconds: 20 },
  ],
  // Beside one of the functions: on a busy machine a call to SQS may take too long, and its task is then left to the relay.
  relay: type === "packing_slip" ? { functionName: RELAY, everySeconds: 2 } : undefined,
});

export type LocalServices = {
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly env: NodeJS.ProcessEnv;
  /** Processes of Postgres and of the emulators, for their CPU time. */
  readonly pids: readonly number[];
  /** What a process of one task type's function needs, as its argument. */
  queueStart(type: TaskType): string;
  stop(): Promise<void>;
};

const emulator = (name: "sqs" | "ses", logs: string): Promise<ServiceProcess> =>
  startServiceProcess({
    args: withWatchdog(fileURLToPath(new URL(`../../dev/services/${name}.ts`, import.meta.url)), "0"),
    logFile: join(logs, name),
  });

const postmasterOf = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query("select pg_read_file('postmaster.pid') as file");
  return Number.parseInt((rows[0] as { file: string }).file, 10);
};

export const startLocalServices = async (): Promise<LocalServices> => {
  const logs = temporaryDirectory("bench-logs");
  const [postgres, sqs, ses] = await Promise.all([
    startTemporaryPostgres(),
    emulator("sqs", logs),
    emulator("ses", logs),
  ]);
  await prepareDatabase(postgres.url);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  await pool.query("insert into clients values ($1, now())", [BENCH_CLIENT]);
  for (const text of ADD_BENCH_AGENT) await pool.query(text, [BENCH_CLIENT]);
  const endpoint = `http://127.0.0.1:${sqs.ready.port}`;
  const queues = TASK_TYPES.map(queueOf);
  // The SDK needs credentials, in this process, too.
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
  const { urls } = await createQueues({ ...workOf(endpoint, "email"), queues });
  const env = {
    ...systemEnvironment(process.env),
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SES: `http://127.0.0.1:${ses.ready.port}`,
    DATABASE_URL: postgres.url,
    STAGE: "local",
    PREPARED_STATEMENTS: "true",
    ...Object.fromEntries(TASK_TYPES.map((type) => [queueVariable(type), urls.get(queueOf(type).name)])),
  };
  return {
    databaseUrl: postgres.url,
    pool,
    env,
    pids: [sqs.pid, ses.pid, await postmasterOf(pool)],
    queueStart: (type) =>
      JSON.stringify({ work: workOf(endpoint, type), urls: Object.fromEntries(urls), areNew: false }),
    stop: async () => {
      await pool.end();
      await Promise.all([sqs.stop(), ses.stop()]);
      await postgres.stop();
    },
  };
};
