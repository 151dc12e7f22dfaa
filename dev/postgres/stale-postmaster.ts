/** A postmaster that an earlier run left behind: found by postmaster.pid, stopped only when it is surely ours. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 50;

/** Postgres' own note of who runs on a data directory: pid, directory, …, and on line 8 its state. */
export type PostmasterPidFile = { readonly pid: number; readonly ready: boolean };

export const readPidFile = (cluster: string): PostmasterPidFile | undefined => {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === "ready" } : undefined;
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === "EPERM";
  }
};

const commandLine = (pid: number): string => {
  try {
    if (existsSync("/proc/self/cmdline"))
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
};

/** A pid is reused after a reboot: only a postgres that was started on this very directory is ours. */
const isOurs = (pid: number, cluster: string): boolean =>
  commandLine(pid).includes("postgres") && commandLine(pid).includes(cluster);

const endsWithin = async (pid: number, cluster: string, milliseconds: number): Promise<boolean> => {
  for (let waited = 0; waited < milliseconds; waited += POLL_MS) {
    if (!isAlive(pid) || !isOurs(pid, cluster)) return true;
    await delay(POLL_MS);
  }
  return false;
};

/** SIGINT is Postgres' "fast" shutdown, SIGQUIT "immediate"; both lose nothing that was committed. */
const STEPS: readonly (readonly [NodeJS.Signals, number])[] = [
  ["SIGINT", 5_000],
  ["SIGQUIT", 3_000],
  ["SIGKILL", 3_000],
];

/** Ends a postmaster still running on the directory. Answers whether there was one. */
export const stopStalePostmaster = async (cluster: string): Promise<boolean> => {
  const note = readPidFile(cluster);
  if (note === undefined || !isAlive(note.pid)) return false;
  if (!isOurs(note.pid, cluster)) {
    // The pid now belongs to someone else; Postgres would take the file for a running server and refuse to start.
    rmSync(join(cluster, "postmaster.pid"), { force: true });
    return false;
  }
  for (const [signal, patience] of STEPS) {
    process.kill(note.pid, signal);
    if (await endsWithin(note.pid, cluster, patience)) return true;
  }
  throw new Error(`a Postgres left over from an earlier run (pid ${note.pid}) does not end`);
};
