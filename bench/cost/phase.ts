/** One stretch of load, and everything that was measured about it. */
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import type { ApiClient } from "../../test/e2e/client/api-client.ts";
import type { CountingSqs, Counts } from "./counting-sqs.ts";
import { type DatabaseUsage, readDatabaseUsage, usageBetween } from "./database-usage.ts";
import { usageByFunction, type FunctionUsage, parseInvocations, ownLogBytes } from "./invocations.ts";
import type { OrderBody } from "./order-mix.ts";

export type Phase = Counts & {
  readonly orders: number;
  readonly seconds: number;
  readonly functions: readonly FunctionUsage[];
  readonly ownLogBytes: number;
  readonly responseBytes: number;
  readonly database: DatabaseUsage;
};

export type PhaseDeps = {
  readonly api: ApiClient;
  readonly pool: Pool;
  readonly sqs: CountingSqs;
  readonly logFile: string;
  readonly signal: AbortSignal;
};

const PATIENCE_MS = 120_000;
const POLL_MS = 10;

/**
 * Waits for the queues to be empty, which asks nothing of the database that is being measured. A handler publishes what it
 * releases before its own message is deleted, so there is no empty moment in between.
 */
const settled = async ({ sqs, signal: stopping }: PhaseDeps): Promise<void> => {
  const until = performance.now() + PATIENCE_MS;
  while ((await sqs.countOpenMessages()) > 0) {
    if (performance.now() > until) throw new Error(`messages were left after ${PATIENCE_MS / 1_000} s`);
    await delay(POLL_MS, undefined, { signal: stopping });
  }
};

const post = async (around: PhaseDeps, orders: readonly OrderBody[], clients: number): Promise<number> => {
  const waiting = orders.values();
  let bytes = 0;
  const client = async () => {
    for (const order of waiting) {
      around.signal.throwIfAborted();
      const answer = await around.api.create(order);
      bytes += Buffer.byteLength(JSON.stringify(answer));
      if (clients === 1) await settled(around);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await settled(around);
  return bytes;
};

/** With one client each order is done before the next comes, so that every message travels alone. */
export const runPhase = async (
  around: PhaseDeps,
  orders: readonly OrderBody[],
  clients: number,
): Promise<Phase> => {
  const logged = readFileSync(around.logFile).length;
  const before = { database: await readDatabaseUsage(around.pool), counts: around.sqs.counts() };
  const started = performance.now();
  const answerBytes = await post(around, orders, clients);
  const seconds = (performance.now() - started) / 1_000;
  const { sends, sentBytes } = around.sqs.counts();
  const database = usageBetween(before.database, await readDatabaseUsage(around.pool));
  const log = readFileSync(around.logFile).subarray(logged).toString();
  return {
    orders: orders.length,
    seconds,
    functions: usageByFunction(parseInvocations(log)),
    ownLogBytes: ownLogBytes(log),
    responseBytes: answerBytes,
    database,
    sends: sends - before.counts.sends,
    sentBytes: sentBytes - before.counts.sentBytes,
  };
};
