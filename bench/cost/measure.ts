/** Posts orders on a running stack in two phases, one by one and at once, and measures what they use. */
import type { Stack } from "../../dev/stack.ts";
import { ApiClient } from "../../test/e2e/client/api-client.ts";
import { readMails } from "../../test/e2e/client/mailbox.ts";
import { COMMISSION_RATE_BPS, orderScenarios } from "../../test/e2e/scenarios/order-scenarios.ts";
import {
  type BillLine,
  type Mails,
  type PerOrder,
  type TimeBasedDurations,
  billOfOrders,
  perOrder,
} from "./bill.ts";
import {
  type CountingSqs,
  type DeclaredFunction,
  type Phase,
  ownLogBytes,
  parseInvocations,
  readDatabaseUsage,
  usageBetween,
  usageByFunction,
} from "./usage.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Pool } from "pg";

/** A phase and what came of it, named for the heads of columns. */
export type PhaseResult = {
  readonly name: string;
  readonly phase: Phase;
  readonly perOrder: PerOrder;
  readonly bill: readonly BillLine[];
};

/** Of twenty orders. Most hold goods alone; a membership comes well before its upgrade, which has the same customer. */
const TWENTY = [
  "MEMBER PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK PHYSICAL".split(" "),
  "SKI-STREAM PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK UPGRADE".split(" "),
].flat();

/** After so many orders the mix begins again. */
export const MIX_SIZE = TWENTY.length;

export const MIX_DESCRIPTION = [...Map.groupBy(TWENTY, (kind) => kind)]
  .map(([kind, all]) => `${all.length} ${kind}`)
  .join(", ");

export type OrderBody = ReturnType<typeof orderScenarios>[number]["body"];

/** Every twenty share one run's customers for what needs one history; all others are customers of their own. */
const runOf = (run: string, index: number, kind: string): string =>
  kind === "MEMBER" || kind === "UPGRADE" ? `${run}-M${Math.floor(index / MIX_SIZE)}` : `${run}-${index}`;

export const mixedOrders = (run: string, count: number, agentId: string, at: string): OrderBody[] =>
  Array.from({ length: count }, (_, index) => {
    const kind = TWENTY[index % MIX_SIZE]!;
    const name = runOf(run, index, kind);
    return orderScenarios(name, agentId, at).find(({ body }) => body.orderId === `${name}-${kind}`)!.body;
  });

export type PhaseDeps = {
  readonly api: ApiClient;
  readonly pool: Pool;
  readonly sqs: CountingSqs;
  readonly logFile: string;
  readonly signal: AbortSignal;
};

const DRAIN_TIMEOUT_MS = 120_000;
const POLL_MS = 10;

/**
 * Waits for the queues to be empty, which asks nothing of the database that is being measured. A handler publishes what it
 * releases before its own message is deleted, so there is no empty moment in between.
 */
const queuesDrained = async ({ sqs, signal: stopping }: PhaseDeps): Promise<void> => {
  const until = performance.now() + DRAIN_TIMEOUT_MS;
  while ((await sqs.countOpenMessages()) > 0) {
    if (performance.now() > until) throw new Error(`messages were left after ${DRAIN_TIMEOUT_MS / 1_000} s`);
    await delay(POLL_MS, undefined, { signal: stopping });
  }
};

const post = async (deps: PhaseDeps, orders: readonly OrderBody[], clients: number): Promise<number> => {
  const waiting = orders.values();
  let bytes = 0;
  const client = async () => {
    for (const order of waiting) {
      deps.signal.throwIfAborted();
      const response = await deps.api.create(order);
      bytes += Buffer.byteLength(JSON.stringify(response));
      if (clients === 1) await queuesDrained(deps);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await queuesDrained(deps);
  return bytes;
};

/** With one client each order is done before the next comes, so that every message travels alone. */
export const runPhase = async (
  deps: PhaseDeps,
  orders: readonly OrderBody[],
  clients: number,
): Promise<Phase> => {
  const logged = readFileSync(deps.logFile).length;
  const before = { database: await readDatabaseUsage(deps.pool), counts: deps.sqs.counts() };
  const started = performance.now();
  const responseBytes = await post(deps, orders, clients);
  const seconds = (performance.now() - started) / 1_000;
  const { sends, sentBytes } = deps.sqs.counts();
  const database = usageBetween(before.database, await readDatabaseUsage(deps.pool));
  const log = readFileSync(deps.logFile).subarray(logged).toString();
  return {
    orders: orders.length,
    seconds,
    functions: usageByFunction(parseInvocations(log)),
    ownLogBytes: ownLogBytes(log),
    responseBytes,
    database,
    sends: sends - before.counts.sends,
    sentBytes: sentBytes - before.counts.sentBytes,
  };
};

export type Load = { readonly orders: number; readonly clients: number };

export type Measurement = { readonly phases: readonly PhaseResult[]; readonly timeBased: TimeBasedDurations };

const AGENT = "A-COST";

const requireAllDone = async (pool: pg.Pool): Promise<void> => {
  const { rows } = await pool.query(
    "select status, count(*)::int as tasks from reporting.tasks where status <> 'done' group by status",
  );
  if (rows.length > 0) throw new Error(`not every task was done: ${JSON.stringify(rows)}`);
};

const mailsOf = async (pool: pg.Pool, mailboxUrl: string, run: string, orders: number): Promise<Mails> => {
  const { rows } = await pool.query(
    "select count(*)::int as sent from reporting.emails where sent_at is not null and starts_with(order_id, $1)",
    [`${run}-`],
  );
  const kept = await readMails(mailboxUrl);
  const bytesEach = JSON.stringify(kept).length / Math.max(1, kept.length);
  return { perOrder: rows[0].sent / orders, bytesEach };
};

/** The typical run over the whole time: so few that one with a module to load would bend their mean. */
const timeBasedDurations = (logFile: string): TimeBasedDurations => {
  const uses = usageByFunction(parseInvocations(readFileSync(logFile, "utf8")));
  const median = (name: string): number => uses.find((use) => use.name === name)?.median ?? 0;
  return { relay: median("relay"), authorizer: median("authorizer") };
};

/** A tenth of the orders, in whole rounds of the mix, is enough to know what one alone takes. */
const sequentialOrders = (orders: number): number =>
  Math.max(1, Math.round(orders / 10 / MIX_SIZE)) * MIX_SIZE;

export const measure = async (
  stack: Stack,
  sqs: CountingSqs,
  functions: ReadonlyMap<string, DeclaredFunction>,
  { orders, clients }: Load,
  stopping: AbortSignal,
): Promise<Measurement> => {
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  const logFile = join(stack.dataDir, "logs", "functions.log");
  const deps: PhaseDeps = { api: new ApiClient(stack), pool, sqs, logFile, signal: stopping };
  const at = new Date().toISOString();
  const run = (id: string, count: number, many: number) =>
    runPhase(deps, mixedOrders(id, count, AGENT, at), many);
  const column = async (name: string, id: string, count: number, many: number): Promise<PhaseResult> => {
    console.log(`Posting ${count} orders ${name} …`);
    const phase = await run(id, count, many);
    const one = perOrder(phase, functions, await mailsOf(pool, stack.mailboxUrl, id, count));
    return { name, phase, perOrder: one, bill: billOfOrders(one) };
  };

  try {
    await deps.api.setAgent(AGENT, COMMISSION_RATE_BPS);
    // Loads every module and fills the caches.
    await run("WARM", 3 * MIX_SIZE, clients);
    const columns = [
      await column("one by one", "ALONE", sequentialOrders(orders), 1),
      await column("at once", "BUSY", orders, clients),
    ];
    await requireAllDone(pool);
    return { phases: columns, timeBased: timeBasedDurations(logFile) };
  } finally {
    await pool.end();
  }
};
