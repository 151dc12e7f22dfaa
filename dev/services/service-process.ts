/** A service of the stack as a child process that reports over IPC when it is ready. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, statSync } from "node:fs";
import { systemEnvironment } from "../environment.ts";
import type { ReportLine } from "../report-line.ts";

/** Sent by the service over IPC when it is ready. */
type ReadyMessage = { readonly ready: true; readonly port?: number };

/** Sent by the service over IPC: a line for the user of the stack. */
export type ReportMessage = { readonly report: string };

export type ServiceCommand = {
  /** Arguments to Node: the script and its own arguments. */
  readonly args: readonly string[];
  /** By default the service writes to the output of this process. */
  readonly logFile?: string;
  /** Called with the lines that the service reports. */
  readonly onReport?: ReportLine;
  /** By default the listed variables of this process (environment.ts). */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Aborts the start. */
  readonly signal?: AbortSignal | undefined;
};

export type ServiceProcess = {
  readonly pid: number;
  /** The message that the service sent. */
  readonly ready: ReadyMessage;
  /** How the process ended: "exit code 1", "SIGKILL". */
  readonly ended: Promise<string>;
  /** Sends SIGTERM, and SIGKILL after `timeoutMs`. Does nothing when the process has ended. */
  stop(timeoutMs?: number): Promise<void>;
};

/** A start takes two seconds, and a minute on a machine that is busy with other tests. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 8_000;

/** The service did not report that it is ready; the message says why. */
class ServiceDidNotStartError extends Error {}

/** Resolves when the child ends: "exit code 1", "SIGKILL", or the message of a spawn error. */
export const waitForExit = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });

const readinessOf = (child: ChildProcess): Promise<ReadyMessage> =>
  new Promise((resolve) => {
    child.on("message", (message) => {
      if ((message as Partial<ReadyMessage>).ready === true) resolve(message as ReadyMessage);
    });
  });

const passReports = (child: ChildProcess, onReport: ReportLine): void => {
  child.on("message", (message) => {
    const { report } = message as Partial<ReportMessage>;
    if (report !== undefined) onReport(report);
  });
};

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

const REASONS = { late: "it was not ready in time", aborted: "the start was aborted" };

const stopChild = async (child: ChildProcess, ended: Promise<string>, timeoutMs: number): Promise<void> => {
  child.kill("SIGTERM");
  const stopTimeout = after(timeoutMs);
  if ((await Promise.race([ended, stopTimeout.passed])) === "late") child.kill("SIGKILL");
  stopTimeout.cancel();
  await ended;
};

const MAX_LOG_BYTES = 20 * 1024 * 1024;

/** Opens a log to append to it, so that it keeps the crash before a restart; a log over 20 MB is truncated. */
export const openLog = (file: string): number => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return openSync(file, size > MAX_LOG_BYTES ? "w" : "a", 0o600);
};

/**
 * Starts a service and waits until it is ready. The child has a session of its own, so that Ctrl-C in the terminal
 * reaches the supervisor alone, which ends the services in order. A service detects the end of the supervisor by its
 * IPC channel.
 */
export const startServiceProcess = async (command: ServiceCommand): Promise<ServiceProcess> => {
  const log = command.logFile === undefined ? undefined : openLog(command.logFile);
  const child = spawn(process.execPath, command.args, {
    detached: true,
    stdio: ["ignore", log ?? "inherit", log ?? "inherit", "ipc"],
    env: command.env ?? systemEnvironment(process.env),
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  if (log !== undefined) closeSync(log);
  if (command.onReport !== undefined) passReports(child, command.onReport);
  const ended = waitForExit(child);
  const startTimeout = after(START_TIMEOUT_MS);
  const first = await Promise.race([readinessOf(child), ended, startTimeout.passed, abortOf(command.signal)]);
  startTimeout.cancel();
  if (typeof first === "object" && child.pid !== undefined) {
    return {
      pid: child.pid,
      ready: first,
      ended,
      stop: (timeoutMs = STOP_TIMEOUT_MS) => stopChild(child, ended, timeoutMs),
    };
  }
  await stopChild(child, ended, 3_000);
  const why = first === "late" || first === "aborted" ? REASONS[first] : `it ended with ${String(first)}`;
  throw new ServiceDidNotStartError(why);
};
