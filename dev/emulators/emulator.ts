/** An emulator from PyPI as a child process with a process group of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemEnvironment } from "../environment.ts";
import { waitForExit, openLog, type ServiceProcess } from "../services/service-process.ts";
import { freePort } from "../services/ports.ts";
import { ensureVenv, type PythonProgram, assetPath } from "./python-venv.ts";
import type { ReportLine } from "../report-line.ts";

export type Emulator = ServiceProcess & { readonly name: string; readonly url: string };

export type EmulatorDefinition = {
  readonly program: PythonProgram;
  /** With its version, for messages. */
  readonly name: string;
  readonly healthPath: string;
  /** @param folder a new one, deleted when the emulator ends */
  environment(port: number, folder: string): NodeJS.ProcessEnv;
};

const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 8_000;
const POLL_MS = 200;

// The group, because the emulator runs functions as child processes.
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
};

const stopGroup = async (child: ChildProcess, ended: Promise<string>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) {
    signalGroup(child, "SIGTERM");
    await Promise.race([ended, delay(STOP_TIMEOUT_MS)]);
  }
  signalGroup(child, "SIGKILL");
  await ended;
};

const waitUntilHealthy = async (url: string, child: ChildProcess): Promise<boolean> => {
  const until = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return true;
    await delay(POLL_MS);
  }
  return false;
};

const lastLines = (logFile: string): string =>
  readFileSync(logFile, "utf8").trim().split("\n").slice(-4).join("\n");

export const emulatorLogFile = (program: PythonProgram, dataDir: string): string =>
  join(dataDir, "logs", `${program}.log`);

/**
 * @param port a free one when left out; a restarted emulator needs the port that it had
 * @throws MissingPrerequisiteError when it cannot be installed
 */
export const startEmulator = async (
  definition: EmulatorDefinition,
  dataDir: string,
  report: ReportLine,
  port?: number,
): Promise<Emulator> => {
  const python = await ensureVenv(definition.program, dataDir, report);
  const logFile = emulatorLogFile(definition.program, dataDir);
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  // Outside the project, whose package.json would make ES modules of an emulator's scripts.
  const folder = mkdtempSync(join(tmpdir(), `despacho-${definition.program}-`));
  const usedPort = port ?? (await freePort());
  const log = openLog(logFile);
  const child = spawn(python, [assetPath(`run_${definition.program}.py`)], {
    detached: true,
    // The pipe closes when this process ends; see parent_watchdog.py.
    stdio: ["pipe", log, log],
    env: {
      ...systemEnvironment(process.env),
      LANG: "C.UTF-8",
      HOME: folder,
      ...definition.environment(usedPort, folder),
    },
  });
  closeSync(log);
  // The pipe emits an error when the process was killed; `ended` reports that.
  child.stdin?.on("error", () => {});
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const ended = waitForExit(child);
  void ended.then(removeFolder);
  const stop = () => stopGroup(child, ended).then(removeFolder);
  const url = `http://127.0.0.1:${usedPort}`;
  if (await waitUntilHealthy(`${url}${definition.healthPath}`, child))
    return {
      name: definition.name,
      url,
      pid: child.pid!,
      ready: { ready: true, port: usedPort },
      ended,
      stop,
    };
  await stop();
  throw new Error(`${definition.name} did not start; ${logFile} ends with\n${lastLines(logFile)}`);
};
