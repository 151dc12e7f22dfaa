/** When the process is to end: Ctrl-C, a polite kill, the terminal closed, or whoever started it gone. */
import { readFileSync } from "node:fs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_CHECK_MS = 500;

/** The parent of a process, where /proc tells. */
const parentOf = (pid: number): string | undefined => {
  try {
    // The command name before it may hold anything, even brackets.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1];
  } catch {
    return undefined;
  }
};

/**
 * npm cannot pass a SIGKILL on, and without it nobody would end what it started: our parent is npm, or a shell whose
 * parent is npm.
 */
const watchNpm = (stop: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const line = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const atStart = line();
  const timer = setInterval(() => {
    if (line() !== atStart) stop();
  }, PARENT_CHECK_MS);
  timer.unref();
};

/** Aborts when the process is asked to end. Asked again, it ends at once; the parts notice and end by themselves. */
export const whenAskedToStop = (): AbortSignal => {
  const asked = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (asked.signal.aborted) process.exit(1);
      asked.abort();
    });
  }
  // A closed terminal must not keep us from stopping in order.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  watchNpm(() => asked.abort());
  return asked.signal;
};
