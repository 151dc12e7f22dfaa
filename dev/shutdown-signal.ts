/** When the process is to end: Ctrl-C, a polite kill, the terminal closed, or whoever started it gone. */
import { readFileSync } from "node:fs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_CHECK_MS = 500;
/** One Ctrl-C arrives twice: from the terminal, and from npm, which passes it on. */
const ECHO_MS = 1_000;

type Ancestor = { readonly name: string; readonly parent: number };

/** What /proc, where there is one, tells of a process. */
const ancestor = (pid: number): Ancestor | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets and may hold anything, even brackets.
    const [, parent] = stat.split(") ").at(-1)!.split(" ");
    return { name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")), parent: Number(parent) };
  } catch {
    return undefined;
  }
};

const SHELL = /^(sh|bash|dash|zsh|ash)$/;
const RUNNER = /^(npm|npx|node|pnpm|yarn|bun|corepack)/;

/** Taken in by the first process of all, which is no npm: whoever started us was gone before we could look. */
const isOrphan = (parent: number): boolean => parent === 1 && !RUNNER.test(ancestor(1)?.name ?? "npm");

/** Our parent is npm, or a shell whose parent is npm. */
const lineToNpm = (): { readonly line: string; readonly broken: boolean } => {
  const { ppid } = process;
  const parent = ancestor(ppid);
  return parent !== undefined && SHELL.test(parent.name)
    ? { line: `${ppid} ${parent.parent}`, broken: isOrphan(parent.parent) }
    : { line: String(ppid), broken: isOrphan(ppid) };
};

/** npm cannot pass a SIGKILL on, and without it nobody would end what it started. */
const watchNpm = (stop: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { line: atStart, broken } = lineToNpm();
  if (broken) stop();
  const timer = setInterval(() => {
    if (lineToNpm().line !== atStart) stop();
  }, PARENT_CHECK_MS);
  timer.unref();
};

/** Aborts when the process is asked to end. Asked again, it ends at once; the parts notice and end by themselves. */
export const shutdownSignal = (): AbortSignal => {
  const asked = new AbortController();
  let askedAt = Number.POSITIVE_INFINITY;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (performance.now() - askedAt > ECHO_MS) process.exit(1);
      askedAt = Math.min(askedAt, performance.now());
      asked.abort();
    });
  }
  // A closed terminal must not keep us from stopping in order.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  watchNpm(() => asked.abort());
  return asked.signal;
};
