/** An emulator as a child process: started, waited for, and ended by its own process group. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { waitForExit, openLog, type ServiceProcess } from "../services/service-process.ts";
import { freePort } from "../services/ports.ts";
import { ensureVenv, type PythonProgram, assetPath, type ReportLine } from "./python-venv.ts";

export type Emulator = ServiceProcess & { readonly name: string; readonly url: string };

export type EmulatorDefinition = {
  readonly program: PythonProgram;
  /** With its version, as people are told. */
  readonly name: string;
  readonly healthPath: string;
  /** @param folder its own, deleted when it ends */
  environment(port: number, folder: string): NodeJS.ProcessEnv;
};

const START_PATIENCE_MS = 90_000;
const GRACE_MS = 8_000;
const POLL_MS = 200;

// The group, because the emulator runs functions as children of its own.
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // All of it has ended already.
  }
};

const stopGroup = async (child: ChildProcess, ended: Promise<string>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) {
    signalGroup(child, "SIGTERM");
    await Promise.race([ended, delay(GRACE_MS)]);
  }
  signalGroup(child, "SIGKILL");
  await ended;
};

const untilHealthy = async (url: string, child: ChildProcess): Promise<boolean> => {
  const until = performance.now() + START_PATIENCE_MS;
  while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return true;
    await delay(POLL_MS);
  }
  return false;
};

const lastWords = (logFile: string): string =>
  readFileSync(logFile, "utf8").trim().split("\n").slice(-4).join("\n");

export const emulatorLogFile = (program: PythonProgram, dataDir: string): string =>
  join(dataDir, "logs", `${program}.log`);

/**
 * @param port a free one when left out; the same one again for an emulator that others look for where it was
 * @throws Missing when it cannot be installed
 */
export const startEmulator = async (
  plan: EmulatorDefinition,
  dataDir: string,
  say: ReportLine,
  port?: number,
): Promise<Emulator> => {
  const python = await ensureVenv(plan.program, dataDir, say);
  const logFile = emulatorLogFile(plan.program, dataDir);
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  // Not below the project, whose package.json would make modules of an emulator's scripts.
  const folder = mkdtempSync(join(tmpdir(), `despacho-${plan.program}-`));
  const taken = port ?? (await freePort());
  const log = openLog(logFile);
  const child = spawn(python, [assetPath(`run_${plan.program}.py`)], {
    detached: true,
    // An open pipe for as long as we live; see parent_watchdog.py.
    stdio: ["pipe", log, log],
    env: {
      LANG: "C.UTF-8",
      HOME: folder,
      PATH: process.env.PATH,
      ...plan.environment(taken, folder),
    },
  });
  closeSync(log);
  // A pipe to a process that was killed tells of it; its end is waited for anyway.
  child.stdin?.on("error", () => {});
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const ended = waitForExit(child);
  void ended.then(removeFolder);
  const stop = () => stopGroup(child, ended).then(removeFolder);
  const url = `http://127.0.0.1:${taken}`;
  if (await untilHealthy(`${url}${plan.healthPath}`, child))
    return { name: plan.name, url, pid: child.pid!, ready: { ready: true, port: taken }, ended, stop };
  await stop();
  throw new Error(`${plan.name} did not start; ${logFile} ends with\n${lastWords(logFile)}`);
};
