/** The processes of the stack that this process runs. */
import { type StartedProcess, startedProcesses } from "../../support/processes.ts";
import { waitFor } from "../../support/wait-for.ts";

const PARTS = {
  "the function process": /serverless\.js/,
  "the queue process": /queue-functions\.ts/,
  SQS: /services\/sqs\.ts/,
  SES: /services\/ses\.ts/,
  Postgres: /bin\/postgres -D/,
  "a connection's Postgres process": /^postgres: .*despacho_functions/,
} as const;

export type Part = keyof typeof PARTS;

/** Those whose end is the end of a service, which is started again. */
export const SERVICES = [
  "the function process",
  "the queue process",
  "SQS",
  "SES",
  "Postgres",
] as const satisfies readonly Part[];

const BACK_MS = 90_000;
const GONE_MS = 10_000;

const HAS_ENDED = /[ZX]/;

export const processesOf = (part: Part): StartedProcess[] =>
  startedProcesses(process.pid).filter(
    ({ command, state }) => PARTS[part].test(command) && !HAS_ENDED.test(state),
  );

/** Every process of Postgres: the server, its workers, and one for each connection. */
export const postgresProcesses = (): StartedProcess[] => {
  const servers = new Set(processesOf("Postgres").map(({ pid }) => pid));
  return startedProcesses(process.pid).filter(({ pid, parent }) => servers.has(pid) || servers.has(parent));
};

/** Waits until each service has a process. @throws when one does not come back */
export const untilAllRun = async (): Promise<void> => {
  for (const service of SERVICES)
    await waitFor(`${service} to run again`, () => processesOf(service).length > 0, BACK_MS);
};

const signal = (pid: number, name: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};

/** @returns how many of them are gone because of it */
export const kill = async (victims: readonly StartedProcess[]): Promise<number> => {
  const killed = victims.filter(({ pid }) => signal(pid, "SIGKILL"));
  const isRunning = () => {
    const running = new Map(startedProcesses(process.pid).map((one) => [one.pid, one]));
    return killed.some(({ pid, command }) => {
      const found = running.get(pid);
      return found?.command === command && !HAS_ENDED.test(found.state);
    });
  };
  await waitFor("the killed processes to be gone", () => !isRunning(), GONE_MS);
  return killed.length;
};

/** Stops processes, and continues them after `hold`. @returns how many stopped */
export const pause = async (
  victims: readonly StartedProcess[],
  hold: () => Promise<void>,
): Promise<number> => {
  const paused = victims.filter(({ pid }) => signal(pid, "SIGSTOP"));
  try {
    await hold();
    const pids = new Set(paused.map(({ pid }) => pid));
    return startedProcesses(process.pid).filter(({ pid, state }) => pids.has(pid) && state === "T").length;
  } finally {
    for (const { pid } of paused) signal(pid, "SIGCONT");
  }
};
