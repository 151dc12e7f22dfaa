/** What is measured and declared: functions and resources of the template, invocations, SQS requests, Postgres' work. */
import { queueAndFunctionAlarms } from "../../infra/template/alarms.ts";
import { buildApp } from "fauxqs";
import { globSync, readFileSync, readdirSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import type { Pool } from "pg";
import { parse } from "yaml";

export type Phase = Counts & {
  readonly orders: number;
  readonly seconds: number;
  readonly functions: readonly FunctionUsage[];
  readonly ownLogBytes: number;
  readonly responseBytes: number;
  readonly database: DatabaseUsage;
};

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, "utf8");

type Declared = {
  readonly provider: { readonly memorySize: number };
  readonly params: { readonly default: { readonly auroraMinCapacity: number } };
  readonly functions: Readonly<
    Record<string, { readonly memorySize?: number; readonly events?: readonly object[] }>
  >;
};

// CloudFormation's tags (!Ref, !GetAtt) are unknown to the parser, which warns of each; nothing here needs them.
const declared = (): Declared => parse(read("serverless.yml"), { logLevel: "error" }) as Declared;

export type DeclaredFunction = { readonly gigabytes: number; readonly consumesQueue: boolean };

export const declaredFunctions = (): ReadonlyMap<string, DeclaredFunction> => {
  const { provider, functions } = declared();
  return new Map(
    Object.entries(functions).map(([name, { memorySize = provider.memorySize, events = [] }]) => [
      name,
      { gigabytes: memorySize / 1_024, consumesQueue: events.some((event) => "sqs" in event) },
    ]),
  );
};

const SETTINGS: Readonly<Record<string, string>> = { "self:service": "despacho", "sls:stage": "prod" };

const repeatedTypes = async (): Promise<string[]> => {
  const { Resources } = (await queueAndFunctionAlarms({
    resolveVariable: async (variable) => SETTINGS[variable.split(",")[0]!] ?? "",
  })) as { Resources: Record<string, { Type: string }> };
  return Object.values(Resources).map(({ Type }) => Type);
};

export type DeployedResources = {
  /** How many resources of a CloudFormation type there are. */
  count(type: string): number;
  readonly interfaceEndpoints: number;
  readonly minimumAcu: number;
};

export const deployedResources = async (): Promise<DeployedResources> => {
  const templates = globSync("infra/*.yml", { cwd: ROOT }).map(read).join("\n");
  const types = [
    ...[...templates.matchAll(/^ +Type: (AWS::\S+)$/gm)].map(([, type]) => type!),
    ...(await repeatedTypes()),
  ];
  return {
    count: (type) => types.filter((one) => one === type).length,
    interfaceEndpoints: templates.match(/VpcEndpointType: Interface$/gm)?.length ?? 0,
    minimumAcu: declared().params.default.auroraMinCapacity,
  };
};

export type Invocation = { readonly name: string; readonly milliseconds: number; readonly billed: number };

export type FunctionUsage = {
  readonly name: string;
  readonly invocations: number;
  readonly median: number;
  readonly mean: number;
  readonly billedSeconds: number;
};

const INVOCATION = /^\(λ: (\w+)\) RequestId: \S+ {2}Duration: ([\d.]+) ms {2}Billed Duration: (\d+) ms$/;

export const parseInvocations = (log: string): Invocation[] =>
  log.split("\n").flatMap((line) => {
    const [, name, milliseconds, billed] = INVOCATION.exec(line) ?? [];
    return name === undefined ? [] : [{ name, milliseconds: Number(milliseconds), billed: Number(billed) }];
  });

/** Only the functions' own lines are objects; the rest is the emulator's talk, which AWS does not write. */
export const ownLogBytes = (log: string): number =>
  log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0);

const medianOf = (sorted: readonly number[]): number => {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const useOf = (name: string, all: readonly Invocation[]): FunctionUsage => {
  const durations = all.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    name,
    invocations: all.length,
    median: medianOf(durations),
    mean: durations.reduce((total, one) => total + one, 0) / durations.length,
    billedSeconds: all.reduce((total, { billed }) => total + billed, 0) / 1_000,
  };
};

/** In the order in which the functions first appear. */
export const usageByFunction = (invocations: readonly Invocation[]): FunctionUsage[] =>
  [...Map.groupBy(invocations, ({ name }) => name)].map(([name, all]) => useOf(name, all));

export type Counts = { readonly sends: number; readonly sentBytes: number };

export type CountingSqs = {
  readonly endpoint: string;
  counts(): Counts;
  /** Messages that wait or are being worked on, dead letters too. */
  countOpenMessages(): Promise<number>;
  stop(): Promise<void>;
};

type QueueState = { readonly approximateMessageCount: number; readonly approximateInflightCount: number };

/** A request is billed once for every 64 KB of it. */
const CHUNK = 64 * 1_024;

const isSend = ({ headers }: IncomingMessage): boolean =>
  String(headers["x-amz-target"]).startsWith("AmazonSQS.SendMessage");

export const startCountingSqs = async (): Promise<CountingSqs> => {
  const app = buildApp({ logger: false });
  const counts = { sends: 0, sentBytes: 0 };
  app.server.on("request", (request: IncomingMessage) => {
    if (!isSend(request)) return;
    const bytes = Number(request.headers["content-length"] ?? 0);
    counts.sends += Math.max(1, Math.ceil(bytes / CHUNK));
    counts.sentBytes += bytes;
  });
  const endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  const open = async () => {
    const queues = (await (await fetch(`${endpoint}/_fauxqs/queues`)).json()) as QueueState[];
    return queues.reduce((all, q) => all + q.approximateMessageCount + q.approximateInflightCount, 0);
  };
  const stop = async () => {
    app.server.closeAllConnections();
    await app.close();
  };
  return { endpoint, counts: () => ({ ...counts }), countOpenMessages: open, stop };
};

export type DatabaseUsage = {
  /** Undefined where there is no /proc to read it from. */
  readonly cpuSeconds: number | undefined;
  readonly walBytes: number;
  /** Those that wrote something; only they are numbered. */
  readonly transactions: number;
  readonly storedBytes: number;
};

/** Linux counts processor time for /proc in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

type ProcessTimes = { readonly parent: number; readonly own: number; readonly ofEndedChildren: number };

/** A line of /proc/<pid>/stat; the command in brackets may itself hold blanks and brackets. */
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

/** Undefined for a process that ended in the meantime. */
const timesOf = (pid: number | string): ProcessTimes | undefined => {
  try {
    return parseProcessTimes(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
};

const cpuSecondsOf = (backend: number): number | undefined => {
  const postmaster = timesOf(backend)?.parent;
  const server = postmaster === undefined ? undefined : timesOf(postmaster);
  if (server === undefined) return undefined;
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => timesOf(pid) ?? [])
    .filter(({ parent }) => parent === postmaster);
  const living = children.reduce((ticks, { own }) => ticks + own, 0);
  return (server.own + server.ofEndedChildren + living) / TICKS_PER_SECOND;
};

const ASK = `select pg_backend_pid() as pid, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal,
  pg_snapshot_xmax(pg_current_snapshot())::text::float8 as transactions, pg_database_size(current_database())::float8 as stored`;

export const readDatabaseUsage = async (pool: Pool): Promise<DatabaseUsage> => {
  const { pid, wal, transactions, stored } = (await pool.query(ASK)).rows[0];
  return { cpuSeconds: cpuSecondsOf(pid), walBytes: wal, transactions, storedBytes: stored };
};

export const usageBetween = (before: DatabaseUsage, after: DatabaseUsage): DatabaseUsage => ({
  cpuSeconds:
    before.cpuSeconds === undefined || after.cpuSeconds === undefined
      ? undefined
      : after.cpuSeconds - before.cpuSeconds,
  walBytes: after.walBytes - before.walBytes,
  transactions: after.transactions - before.transactions,
  storedBytes: after.storedBytes - before.storedBytes,
});
