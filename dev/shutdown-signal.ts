/** When the process is to end: a signal, a closed terminal, or the end of the npm that started it. */
import { readFileSync } from "node:fs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_CHECK_MS = 500;
/** One Ctrl-C arrives twice: from the terminal, and from npm, which forwards it. */
const DUPLICATE_SIGNAL_MS = 1_000;

type Ancestor = { readonly name: string; readonly parent: number };

/** Name and parent of a process, from /proc; undefined on systems without it. */
const ancestor = (pid: number): Ancestor | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name is in brackets and may contain brackets itself.
    const [, parent] = stat.split(") ").at(-1)!.split(" ");
    return { name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")), parent: Number(parent) };
  } catch {
    return undefined;
  }
};

const SHELL = /^(sh|bash|dash|zsh|ash)$/;
const RUNNER = /^(npm|npx|node|pnpm|yarn|bun|corepack)/;

/** Whether init has adopted the process: npm ended before this process looked. */
const isAdopted = (parent: number): boolean => parent === 1 && !RUNNER.test(ancestor(1)?.name ?? "npm");

/** The pids between this process and npm: npm is the parent, or the parent of a shell that is the parent. */
const pathToNpm = (): { readonly pids: string; readonly npmEnded: boolean } => {
  const { ppid } = process;
  const parent = ancestor(ppid);
  return parent !== undefined && SHELL.test(parent.name)
    ? { pids: `${ppid} ${parent.parent}`, npmEnded: isAdopted(parent.parent) }
    : { pids: String(ppid), npmEnded: isAdopted(ppid) };
};

/** npm cannot forward a SIGKILL, so its end is detected by a change of the pids. */
const watchNpm = (stop: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { pids: initialPids, npmEnded } = pathToNpm();
  if (npmEnded) stop();
  const timer = setInterval(() => {
    if (pathToNpm().pids !== initialPids) stop();
  }, PARENT_CHECK_MS);
  timer.unref();
};

/** Aborts at the first signal. A second one ends the process at once; its services end with it (parent-watchdog.ts). */
export const shutdownSignal = (): AbortSignal => {
  const stopping = new AbortController();
  let firstSignalAt = Number.POSITIVE_INFINITY;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (performance.now() - firstSignalAt > DUPLICATE_SIGNAL_MS) process.exit(1);
      firstSignalAt = Math.min(firstSignalAt, performance.now());
      stopping.abort();
    });
  }
  // Writing to a closed terminal must not end the process before its services have ended.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  watchNpm(() => stopping.abort());
  return stopping.signal;
};
