/** When the process is to end: Ctrl-C, a polite kill, the terminal closed, or whoever started it gone. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_CHECK_MS = 500;

/** npm does not pass a SIGKILL on; without it nobody would end what it started. */
const watchParent = (stop: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop();
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
  watchParent(() => asked.abort());
  return asked.signal;
};
