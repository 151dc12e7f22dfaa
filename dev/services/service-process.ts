/** One part of the stack as a child process: says when it is ready, how it ended, and can be stopped for sure. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, statSync } from "node:fs";

/** What a part says over IPC once it can be used. */
type ReadyMessage = { readonly ready: true; readonly port?: number };

export type ServiceCommand = {
  /** Arguments to Node: the script and its own arguments. */
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Gives the start up. */
  readonly signal?: AbortSignal | undefined;
};

export type ServiceProcess = {
  readonly pid: number;
  /** What the part said when it was ready. */
  readonly ready: ReadyMessage;
  /** How it ended, in words: "exit code 1", "SIGKILL". */
  readonly ended: Promise<string>;
  /** Ends it: politely, then by force. Harmless when it has already ended. */
  stop(graceMs?: number): Promise<void>;
};

/** How long a part may take to get ready. */
const START_PATIENCE_MS = 30_000;
const GRACE_MS = 8_000;

/** The part could not be started; the message says how it ended and where to read more. */
class PartDidNotStart extends Error {}

/** How a child ends, in words. */
export const waitForExit = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once("error", (fault) => resolve(fault.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });

const readinessOf = (child: ChildProcess): Promise<ReadyMessage> =>
  new Promise((resolve) => {
    child.on("message", (message) => {
      if ((message as Partial<ReadyMessage>).ready === true) resolve(message as ReadyMessage);
    });
  });

const after = (milliseconds: number): { readonly passed: Promise<"late">; cancel(): void } => {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), milliseconds);
  return { passed: promise, cancel: () => clearTimeout(timer) };
};

const abortOf = (signal: AbortSignal | undefined): Promise<"aborted"> =>
  new Promise((resolve) => {
    if (signal?.aborted) resolve("aborted");
    signal?.addEventListener("abort", () => resolve("aborted"), { once: true });
  });

const WHY = { late: "it did not get ready in time", aborted: "the start was given up" };

const stopChild = async (child: ChildProcess, ended: Promise<string>, graceMs: number): Promise<void> => {
  child.kill("SIGTERM");
  const grace = after(graceMs);
  if ((await Promise.race([ended, grace.passed])) === "late") child.kill("SIGKILL");
  grace.cancel();
  await ended;
};

const MAX_LOG_BYTES = 20 * 1024 * 1024;

/** A log is continued, so that it tells of the crash before a restart, until it is too long to be of use. */
export const openLog = (file: string): number => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return openSync(file, size > MAX_LOG_BYTES ? "w" : "a", 0o600);
};

/**
 * Starts a part and waits until it says that it is ready. The child gets a session of its own, so that Ctrl-C in
 * the terminal reaches the supervisor alone and the parts end in the right order; each notices by its IPC channel
 * when the supervisor is gone.
 */
export const startServiceProcess = async (command: ServiceCommand): Promise<ServiceProcess> => {
  const log = openLog(command.logFile);
  const child = spawn(process.execPath, command.args, {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
    env: command.env ?? process.env,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  closeSync(log);
  const ended = waitForExit(child);
  const patience = after(START_PATIENCE_MS);
  const first = await Promise.race([readinessOf(child), ended, patience.passed, abortOf(command.signal)]);
  patience.cancel();
  if (typeof first === "object" && child.pid !== undefined) {
    return {
      pid: child.pid,
      ready: first,
      ended,
      stop: (graceMs = GRACE_MS) => stopChild(child, ended, graceMs),
    };
  }
  await stopChild(child, ended, 3_000);
  const why = first === "late" || first === "aborted" ? WHY[first] : `it ended with ${String(first)}`;
  throw new PartDidNotStart(why);
};
