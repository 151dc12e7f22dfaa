/** Checks whether the dependencies (database, queues, mail) respond, each within a time limit. */
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { queueSuffix } from "../tasks/queue-names.ts";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import { createSqsClient, sesOptions, sqsOptions } from "./aws-clients.ts";
import { millis } from "./clock.ts";
import { database } from "./database-pool.ts";
import { queueUrl } from "./environment.ts";
import { loadActiveRulebook } from "./rulebook-cache.ts";

type Health = { readonly status: "up" | "down"; readonly milliseconds: number };

export type HealthReport = {
  readonly status: "up" | "down";
  readonly dependencies: {
    readonly database: Health;
    readonly queues: Readonly<Record<string, Health>>;
    readonly mail: Health;
    /** Whether the rulebook in force can be loaded. */
    readonly rulebook: Health;
  };
};

const PROBE_TIMEOUT_MS = 1_500;

type Probe = (signal: AbortSignal) => Promise<unknown>;

// A probe that ignores its signal is abandoned: the response must be in time.
const runProbe = async (probe: Probe): Promise<Health> => {
  const started = millis();
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const timeout = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new Error("the probe timed out")), { once: true }),
  );
  const status = await Promise.race([Promise.resolve().then(() => probe(signal)), timeout]).then(
    () => "up" as const,
    () => "down" as const,
  );
  return { status, milliseconds: millis() - started };
};

/** A database that takes writes is asked for its next write after this time: the caller needs no key. */
const WRITE_PROBE_INTERVAL_MS = 2_000;

let writableUntil = 0;

// A database that is read-only, or whose disk is full, still responds to reads.
const databaseProbe: Probe = async () => {
  const sql = database().withLimit({ timeoutMs: PROBE_TIMEOUT_MS, attempts: 1 });
  if (millis() < writableUntil) {
    await sql.one("select 1");
    return;
  }
  await sql.one("select check_writable()");
  writableUntil = millis() + WRITE_PROBE_INTERVAL_MS;
};

const queueProbe =
  (client: SQSClient, type: TaskType): Probe =>
  (abortSignal) =>
    client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl(type), AttributeNames: ["QueueArn"] }), {
      abortSignal,
    });

// SES has no call that the functions' role permits and every emulator supports, so any HTTP response counts.
const mailProbe: Probe = async (signal) => {
  const { endpoint, region } = sesOptions();
  const url = endpoint ?? `https://email.${region}.amazonaws.com`;
  const response = await fetch(url, { signal, redirect: "manual" });
  await response.body?.cancel();
  if (response.status >= 500) throw new Error(`SES responded with ${response.status}`);
};

const probeQueues = async (): Promise<Record<string, Health>> => {
  const client = createSqsClient({ ...sqsOptions(), maxAttempts: 1 });
  try {
    const probes = TASK_TYPES.map(
      async (type) => [queueSuffix(type), await runProbe(queueProbe(client, type))] as const,
    );
    return Object.fromEntries(await Promise.all(probes));
  } finally {
    client.destroy();
  }
};

const probeAll = async (): Promise<HealthReport> => {
  const [postgres, queues, mail, rulebook] = await Promise.all([
    runProbe(databaseProbe),
    probeQueues(),
    runProbe(mailProbe),
    runProbe(loadActiveRulebook),
  ]);
  const all = [postgres, mail, rulebook, ...Object.values(queues)];
  const status = all.every((health) => health.status === "up") ? "up" : "down";
  return { status, dependencies: { database: postgres, queues, mail, rulebook } };
};

let running: Promise<HealthReport> | undefined;

/** The state of every dependency. Concurrent calls share one check, so that requests cause no load on the dependencies. */
export const checkHealth = (): Promise<HealthReport> => {
  running ??= probeAll().finally(() => {
    running = undefined;
  });
  return running;
};
