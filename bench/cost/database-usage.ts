/** What Postgres has done so far: processor time, write-ahead log, space. */
import { readdirSync, readFileSync } from "node:fs";
import type { Pool } from "pg";

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
