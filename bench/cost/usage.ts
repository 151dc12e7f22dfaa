/** What a running stack has used so far: requests to SQS, work of Postgres, invocations of functions. */
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { buildApp } from "fauxqs";
import type { Pool } from "pg";
import { median, sumOf } from "../statistics.ts";

export type SqsUsage = { readonly sends: number; readonly sentBytes: number };

/** The SQS emulator; it also counts the requests that send messages. */
export type CountingSqs = {
  readonly endpoint: string;
  usage(): SqsUsage;
  /** Messages that are visible or in flight, including dead letters. */
  countOpenMessages(): Promise<number>;
  stop(): Promise<void>;
};

/** SQS bills one request for each started 64 KB. */
const BILLED_BYTES = 64 * 1_024;

const isSend = ({ headers }: IncomingMessage): boolean =>
  String(headers["x-amz-target"]).startsWith("AmazonSQS.SendMessage");

type QueueState = { readonly approximateMessageCount: number; readonly approximateInflightCount: number };

export const startCountingSqs = async (): Promise<CountingSqs> => {
  const app = buildApp({ logger: false });
  const usage = { sends: 0, sentBytes: 0 };
  app.server.on("request", (request: IncomingMessage) => {
    if (!isSend(request)) return;
    const bytes = Number(request.headers["content-length"] ?? 0);
    usage.sends += Math.max(1, Math.ceil(bytes / BILLED_BYTES));
    usage.sentBytes += bytes;
  });
  const endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  const countOpenMessages = async () => {
    const queues = (await (await fetch(`${endpoint}/_fauxqs/queues`)).json()) as QueueState[];
    return sumOf(queues.map((queue) => queue.approximateMessageCount + queue.approximateInflightCount));
  };
  const stop = async () => {
    app.server.closeAllConnections();
    await app.close();
  };
  return { endpoint, usage: () => ({ ...usage }), countOpenMessages, stop };
};

export type DatabaseUsage = {
  /** Undefined on systems without /proc. */
  readonly cpuSeconds: number | undefined;
  readonly walBytes: number;
  /** Transactions that wrote something; Postgres numbers no others. */
  readonly transactions: number;
  readonly storedBytes: number;
};

/** Linux counts CPU time in /proc in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

type ProcessTimes = { readonly parent: number; readonly own: number; readonly ofEndedChildren: number };

/** Parses a line of /proc/<pid>/stat. The command in brackets can contain blanks and brackets. */
export const parseProcessTimes = (stat: string): ProcessTimes => {
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  return {
    parent: fields[1]!,
    own: fields[11]! + fields[12]!,
    ofEndedChildren: fields[13]! + fields[14]!,
  };
};

/** Undefined for a process that has ended. */
const processTimes = (pid: number | string): ProcessTimes | undefined => {
  try {
    return parseProcessTimes(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
};

/** @param backend pid of any backend; its parent is the postmaster */
const cpuSecondsOf = (backend: number): number | undefined => {
  const postmaster = processTimes(backend)?.parent;
  const times = postmaster === undefined ? undefined : processTimes(postmaster);
  if (times === undefined) return undefined;
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processTimes(pid) ?? [])
    .filter(({ parent }) => parent === postmaster);
  return (times.own + times.ofEndedChildren + sumOf(children.map(({ own }) => own))) / TICKS_PER_SECOND;
};

const READ_USAGE = `select pg_backend_pid() as pid, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal,
  pg_snapshot_xmax(pg_current_snapshot())::text::float8 as transactions, pg_database_size(current_database())::float8 as stored`;

export const readDatabaseUsage = async (pool: Pool): Promise<DatabaseUsage> => {
  const { pid, wal, transactions, stored } = (await pool.query(READ_USAGE)).rows[0];
  return { cpuSeconds: cpuSecondsOf(pid), walBytes: wal, transactions, storedBytes: stored };
};

export const databaseUsageBetween = (before: DatabaseUsage, after: DatabaseUsage): DatabaseUsage => ({
  cpuSeconds:
    before.cpuSeconds === undefined || after.cpuSeconds === undefined
      ? undefined
      : after.cpuSeconds - before.cpuSeconds,
  walBytes: after.walBytes - before.walBytes,
  transactions: after.transactions - before.transactions,
  storedBytes: after.storedBytes - before.storedBytes,
});

/** Durations in milliseconds. */
export type Invocation = { readonly name: string; readonly milliseconds: number; readonly billed: number };

const INVOCATION = /^\(λ: (\w+)\) RequestId: \S+ {2}Duration: ([\d.]+) ms {2}Billed Duration: (\d+) ms$/;

/** The invocations in the log of the local stack. */
export const parseInvocations = (log: string): Invocation[] =>
  log.split("\n").flatMap((line) => {
    const [, name, milliseconds, billed] = INVOCATION.exec(line) ?? [];
    return name === undefined ? [] : [{ name, milliseconds: Number(milliseconds), billed: Number(billed) }];
  });

/** Bytes of the lines that functions logged: JSON objects. The other lines are from the stack itself. */
export const functionLogBytes = (log: string): number =>
  sumOf(
    log
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => Buffer.byteLength(line) + 1),
  );

export type FunctionUsage = {
  readonly name: string;
  readonly invocations: number;
  /** Of the durations, in milliseconds. */
  readonly median: number;
  readonly mean: number;
  readonly billedSeconds: number;
};

const usageOf = (name: string, invocations: readonly Invocation[]): FunctionUsage => {
  const durations = invocations.map(({ milliseconds }) => milliseconds);
  return {
    name,
    invocations: invocations.length,
    median: median(durations),
    mean: sumOf(durations) / durations.length,
    billedSeconds: sumOf(invocations.map(({ billed }) => billed)) / 1_000,
  };
};

/** One element per function, in the order of their first invocations. */
export const usageByFunction = (invocations: readonly Invocation[]): FunctionUsage[] =>
  [...Map.groupBy(invocations, ({ name }) => name)].map(([name, all]) => usageOf(name, all));
