/** Posts orders to a running stack in two phases and measures what one order uses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Stack } from "../../dev/stack.ts";
import { ApiClient } from "../../test/e2e/client/api-client.ts";
import { readMails } from "../../test/e2e/client/mailbox.ts";
import { AGENT_RATE_BPS, orderScenarios } from "../../test/e2e/scenarios/order-scenarios.ts";
import { sumOf } from "../statistics.ts";
import type { DeclaredFunction, OrderUsage, TimeBasedDurations } from "./bill.ts";
import {
  type CountingSqs,
  type DatabaseUsage,
  databaseUsageBetween,
  functionLogBytes,
  type FunctionUsage,
  parseInvocations,
  readDatabaseUsage,
  type SqsUsage,
  usageByFunction,
} from "./usage.ts";

/** Scenarios of twenty orders, in a shop's proportions. A membership comes nineteen orders before its upgrade. */
const ORDER_MIX = [
  "MEMBER PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK PHYSICAL".split(" "),
  "SKI-STREAM PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK UPGRADE".split(" "),
].flat();

export const MIX_SIZE = ORDER_MIX.length;

export const MIX_DESCRIPTION = [...Map.groupBy(ORDER_MIX, (scenario) => scenario)]
  .map(([scenario, all]) => `${all.length} ${scenario}`)
  .join(", ");

type OrderBody = ReturnType<typeof orderScenarios>[number]["body"];

/** A membership and its upgrade have the same customer; every other order has a customer of its own. */
const runIdOf = (prefix: string, index: number, scenario: string): string =>
  scenario === "MEMBER" || scenario === "UPGRADE"
    ? `${prefix}-M${Math.floor(index / MIX_SIZE)}`
    : `${prefix}-${index}`;

/** Bodies of orders that repeat the mix. */
export const mixedOrders = (prefix: string, count: number, agentId: string, at: string): OrderBody[] =>
  Array.from({ length: count }, (_, index) => {
    const scenario = ORDER_MIX[index % MIX_SIZE]!;
    const runId = runIdOf(prefix, index, scenario);
    const { body } = orderScenarios(runId, agentId, at).find(
      ({ body: { orderId } }) => orderId === `${runId}-${scenario}`,
    )!;
    return body;
  });

/** What a number of orders used. */
export type PhaseUsage = SqsUsage & {
  readonly orders: number;
  readonly seconds: number;
  readonly functions: readonly FunctionUsage[];
  readonly functionLogBytes: number;
  readonly responseBytes: number;
  readonly database: DatabaseUsage;
};

type PhaseDeps = {
  readonly api: ApiClient;
  readonly pool: pg.Pool;
  readonly sqs: CountingSqs;
  readonly logFile: string;
  readonly signal: AbortSignal;
};

const COMPLETION_TIMEOUT_MS = 120_000;
const POLL_MS = 10;

/**
 * Waits until the queues are empty, which needs no query of the measured database. A handler publishes the tasks that it
 * releases before its own message is deleted, so that the queues are empty only when all tasks are done.
 */
const waitForEmptyQueues = async ({ sqs, signal }: PhaseDeps): Promise<void> => {
  const deadline = performance.now() + COMPLETION_TIMEOUT_MS;
  while ((await sqs.countOpenMessages()) > 0) {
    if (performance.now() > deadline)
      throw new Error(`messages are still open after ${COMPLETION_TIMEOUT_MS / 1_000} s`);
    await delay(POLL_MS, undefined, { signal });
  }
};

/** With one client an order is completed before the next is posted. @returns the bytes of the responses */
const postAll = async (deps: PhaseDeps, orders: readonly OrderBody[], clients: number): Promise<number> => {
  const waiting = orders.values();
  let bytes = 0;
  const client = async () => {
    for (const order of waiting) {
      deps.signal.throwIfAborted();
      bytes += Buffer.byteLength(JSON.stringify(await deps.api.create(order)));
      if (clients === 1) await waitForEmptyQueues(deps);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await waitForEmptyQueues(deps);
  return bytes;
};

const runPhase = async (
  deps: PhaseDeps,
  orders: readonly OrderBody[],
  clients: number,
): Promise<PhaseUsage> => {
  const { pool, sqs, logFile } = deps;
  const logStart = readFileSync(logFile).length;
  const before = { database: await readDatabaseUsage(pool), sqs: sqs.usage() };
  const started = performance.now();
  const responseBytes = await postAll(deps, orders, clients);
  const seconds = (performance.now() - started) / 1_000;
  const { sends, sentBytes } = sqs.usage();
  const database = databaseUsageBetween(before.database, await readDatabaseUsage(pool));
  const log = readFileSync(logFile).subarray(logStart).toString();
  return {
    orders: orders.length,
    seconds,
    functions: usageByFunction(parseInvocations(log)),
    functionLogBytes: functionLogBytes(log),
    responseBytes,
    database,
    sends: sends - before.sqs.sends,
    sentBytes: sentBytes - before.sqs.sentBytes,
  };
};

/** Functions that run by time; they are billed per month, not per order. */
export const TIME_BASED_FUNCTIONS: readonly string[] = ["relay", "authorizer"];

/** What Lambda logs for each invocation. */
const PLATFORM_LINES = [
  "START RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95 Version: $LATEST\n",
  "END RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\n",
  "REPORT RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 1024 MB\tMax Memory Used: 128 MB\t\n",
];
const PLATFORM_BYTES = PLATFORM_LINES.join("").length;

/** Headers of a response, approximately. */
const HEADER_BYTES = 600;

/** The memory-optimised instance classes of Aurora have 8 GB a core, an ACU has 2 GB. */
const CORES_PER_ACU = 0.25;
/** The standby, in promotion tier 1, scales with the writer. */
const SCALING_INSTANCES = 2;
/** Aurora bills a write for every 4 KB of WAL; a commit starts a new block, which wastes half a block on average. */
const WAL_BLOCK_BYTES = 4_096;

export const maxOrdersPerSecond = (acu: number, cpuSecondsPerOrder: number): number =>
  (acu * CORES_PER_ACU) / cpuSecondsPerOrder;

export type Mails = { readonly perOrder: number; readonly bytesEach: number };

/** What one order of the phase used on average. */
export const usagePerOrder = (
  phase: PhaseUsage,
  declared: ReadonlyMap<string, DeclaredFunction>,
  mails: Mails,
): OrderUsage => {
  const functions = phase.functions.filter(({ name }) => !TIME_BASED_FUNCTIONS.includes(name));
  const perOrder = (quantityOf: (usage: FunctionUsage) => number): number =>
    sumOf(functions.map(quantityOf)) / phase.orders;
  const { cpuSeconds, walBytes, transactions, storedBytes } = phase.database;
  const acuSeconds = cpuSeconds === undefined ? undefined : (cpuSeconds / CORES_PER_ACU) * SCALING_INSTANCES;
  const invocations = perOrder((usage) => usage.invocations);
  return {
    invocations,
    gigabyteSeconds: perOrder((usage) => usage.billedSeconds * declared.get(usage.name)!.gigabytes),
    sends: phase.sends / phase.orders,
    receives: perOrder((usage) => (declared.get(usage.name)!.consumesQueue ? usage.invocations : 0)),
    mails: mails.perOrder,
    logBytes: phase.functionLogBytes / phase.orders + invocations * PLATFORM_BYTES,
    responseBytes: phase.responseBytes / phase.orders + HEADER_BYTES,
    endpointBytes: phase.sentBytes / phase.orders + mails.perOrder * mails.bytesEach,
    acuHours: acuSeconds === undefined ? undefined : acuSeconds / phase.orders / 3_600,
    ioRequests: (walBytes / WAL_BLOCK_BYTES + transactions / 2) / phase.orders,
    storedBytes: storedBytes / phase.orders,
  };
};

export type PhaseResult = {
  readonly name: string;
  readonly phase: PhaseUsage;
  readonly perOrder: OrderUsage;
};

export type Load = { readonly orders: number; readonly clients: number };

export type Measurement = { readonly phases: readonly PhaseResult[]; readonly timeBased: TimeBasedDurations };

const AGENT_ID = "A-COST";

const requireAllDone = async (pool: pg.Pool): Promise<void> => {
  const { rows } = await pool.query(
    "select status, count(*)::int as tasks from reporting.tasks where status <> 'done' group by status",
  );
  if (rows.length > 0) throw new Error(`not every task is done: ${JSON.stringify(rows)}`);
};

const mailsOf = async (pool: pg.Pool, mailboxUrl: string, prefix: string, orders: number): Promise<Mails> => {
  const { rows } = await pool.query<{ sent: number }>(
    "select count(*)::int as sent from reporting.emails where sent_at is not null and starts_with(order_id, $1)",
    [`${prefix}-`],
  );
  const mailbox = await readMails(mailboxUrl);
  const bytesEach = JSON.stringify(mailbox).length / Math.max(1, mailbox.length);
  return { perOrder: rows[0]!.sent / orders, bytesEach };
};

/** Medians over the whole run: invocations are few, so that one that loads its modules would distort the mean. */
const timeBasedDurations = (logFile: string): TimeBasedDurations => {
  const usage = usageByFunction(parseInvocations(readFileSync(logFile, "utf8")));
  const medianOf = (name: string): number => usage.find((one) => one.name === name)?.median ?? 0;
  return { relay: medianOf("relay"), authorizer: medianOf("authorizer") };
};

/** A tenth of the orders, in whole mixes: posting one by one is slow, and few orders give a stable average. */
const countOneByOne = (orders: number): number => Math.max(1, Math.round(orders / 10 / MIX_SIZE)) * MIX_SIZE;

/** Posts orders one by one and then from several clients at once. */
export const measure = async (
  stack: Stack,
  sqs: CountingSqs,
  functions: ReadonlyMap<string, DeclaredFunction>,
  { orders, clients }: Load,
  signal: AbortSignal,
): Promise<Measurement> => {
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  const logFile = join(stack.dataDir, "logs", "functions.log");
  const deps: PhaseDeps = { api: new ApiClient(stack), pool, sqs, logFile, signal };
  const at = new Date().toISOString();
  const run = (prefix: string, count: number, parallel: number) =>
    runPhase(deps, mixedOrders(prefix, count, AGENT_ID, at), parallel);
  const measurePhase = async (name: string, prefix: string, count: number, parallel: number) => {
    console.log(`Posting ${count} orders ${name} …`);
    const phase = await run(prefix, count, parallel);
    const mails = await mailsOf(pool, stack.mailboxUrl, prefix, count);
    return { name, phase, perOrder: usagePerOrder(phase, functions, mails) };
  };
  try {
    await deps.api.setAgent(AGENT_ID, AGENT_RATE_BPS);
    // Loads every module and fills the caches.
    await run("WARM", 3 * MIX_SIZE, clients);
    const phases = [
      await measurePhase("one by one", "ALONE", countOneByOne(orders), 1),
      await measurePhase("at once", "BUSY", orders, clients),
    ];
    await requireAllDone(pool);
    return { phases, timeBased: timeBasedDurations(logFile) };
  } finally {
    await pool.end();
  }
};
