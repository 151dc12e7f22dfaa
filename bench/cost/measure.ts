/** The two stretches of load, on a stack that is up, and all that follows from them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { ApiClient } from "../../test/e2e/client/api-client.ts";
import { readMails } from "../../test/e2e/client/mailbox.ts";
import { COMMISSION_RATE_BPS } from "../../test/e2e/scenarios/order-scenarios.ts";
import type { Stack } from "../../dev/stack.ts";
import { type TimeBasedDurations, billOfOrders } from "./bill.ts";
import type { CountingSqs } from "./counting-sqs.ts";
import type { DeclaredFunction } from "./infrastructure.ts";
import { usageByFunction, parseInvocations } from "./invocations.ts";
import type { PhaseResult } from "./measurement-tables.ts";
import { mixedOrders, MIX_SIZE } from "./order-mix.ts";
import { type Mails, perOrder } from "./per-order.ts";
import { runPhase, type PhaseDeps } from "./phase.ts";

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
const clockwork = (logFile: string): TimeBasedDurations => {
  const uses = usageByFunction(parseInvocations(readFileSync(logFile, "utf8")));
  const median = (name: string): number => uses.find((use) => use.name === name)?.median ?? 0;
  return { relay: median("relay"), authorizer: median("authorizer") };
};

/** A tenth of the orders, in whole rounds of the mix, is enough to know what one alone takes. */
const aloneOf = (orders: number): number => Math.max(1, Math.round(orders / 10 / MIX_SIZE)) * MIX_SIZE;

export const measure = async (
  stack: Stack,
  sqs: CountingSqs,
  functions: ReadonlyMap<string, DeclaredFunction>,
  { orders, clients }: Load,
  stopping: AbortSignal,
): Promise<Measurement> => {
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 1 });
  const logFile = join(stack.dataDir, "logs", "functions.log");
  const around: PhaseDeps = { api: new ApiClient(stack), pool, sqs, logFile, signal: stopping };
  const at = new Date().toISOString();
  const run = (id: string, count: number, many: number) =>
    runPhase(around, mixedOrders(id, count, AGENT, at), many);
  const column = async (name: string, id: string, count: number, many: number): Promise<PhaseResult> => {
    console.log(`Posting ${count} orders ${name} …`);
    const phase = await run(id, count, many);
    const one = perOrder(phase, functions, await mailsOf(pool, stack.mailboxUrl, id, count));
    return { name, phase, perOrder: one, bill: billOfOrders(one) };
  };

  try {
    await around.api.setAgent(AGENT, COMMISSION_RATE_BPS);
    // Loads every module and fills the caches.
    await run("WARM", 3 * MIX_SIZE, clients);
    const columns = [
      await column("one by one", "ALONE", aloneOf(orders), 1),
      await column("at once", "BUSY", orders, clients),
    ];
    await requireAllDone(pool);
    return { phases: columns, timeBased: clockwork(logFile) };
  } finally {
    await pool.end();
  }
};
