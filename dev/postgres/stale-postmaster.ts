/** Stops a postmaster of an earlier run: found by postmaster.pid, and stopped only when it runs on the cluster. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 50;

/** From Postgres' postmaster.pid: the pid is on line 1, the state on line 8. */
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
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
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

/** A pid is reused after a reboot, so the command line must name this directory. */
const runsOnCluster = (pid: number, cluster: string): boolean =>
  commandLine(pid).includes("postgres") && commandLine(pid).includes(cluster);

const endsWithin = async (pid: number, cluster: string, milliseconds: number): Promise<boolean> => {
  for (let waited = 0; waited < milliseconds; waited += POLL_MS) {
    if (!isAlive(pid) || !runsOnCluster(pid, cluster)) return true;
    await delay(POLL_MS);
  }
  return false;
};

/** SIGINT is Postgres' "fast" shutdown, SIGQUIT "immediate"; both keep everything that was committed. */
const STEPS: readonly (readonly [NodeJS.Signals, number])[] = [
  ["SIGINT", 5_000],
  ["SIGQUIT", 3_000],
  ["SIGKILL", 3_000],
];

/** Stops a postmaster that still runs on the directory. @returns whether there was one */
export const stopStalePostmaster = async (cluster: string): Promise<boolean> => {
  const pidFile = readPidFile(cluster);
  if (pidFile === undefined || !isAlive(pidFile.pid)) return false;
  if (!runsOnCluster(pidFile.pid, cluster)) {
    // Another process has the pid now. Postgres would take it for a running server and not start.
    rmSync(join(cluster, "postmaster.pid"), { force: true });
    return false;
  }
  for (const [signal, timeoutMs] of STEPS) {
    process.kill(pidFile.pid, signal);
    if (await endsWithin(pidFile.pid, cluster, timeoutMs)) return true;
  }
  throw new Error(`a Postgres of an earlier run (pid ${pidFile.pid}) does not end`);
};
