/** Finds or starts LocalStack: at AWS_ENDPOINT_URL, in Docker, or from PyPI. */
import { resolve } from "node:path";
import { DEFAULT_DATA_DIR } from "../stack-options.ts";
import { SupervisedService } from "../services/supervised-service.ts";
import { freePort } from "../services/ports.ts";
import { verifySender } from "./verify-sender.ts";
import { composeAddresses, composeUp, dockerUnavailableReason } from "./docker-compose.ts";
import { type Emulator, emulatorLogFile } from "./emulator.ts";
import { LOCALSTACK_NAME, startLocalStack } from "./localstack.ts";
import { ensureVenv, MissingPrerequisiteError } from "./python-venv.ts";
import type { ReportLine } from "../report-line.ts";

/** Directory of programs from PyPI and of their logs. */
export const CACHE_DIR = resolve(DEFAULT_DATA_DIR);

export type LocalStackInstance = {
  readonly name: string;
  readonly endpoint: string;
  /** Why functions cannot run inside LocalStack; undefined when they can. */
  readonly lambdaUnavailableReason: string | undefined;
  /** Of the Postgres beside it, if any. */
  readonly databaseUrl?: string | undefined;
  readonly databaseUrlInside?: string | undefined;
  stop(): Promise<void>;
};

const atEndpoint = (endpoint: string): LocalStackInstance => ({
  name: `the emulator at ${endpoint}`,
  endpoint,
  lambdaUnavailableReason: process.env.DATABASE_URL
    ? undefined
    : "DATABASE_URL names no Postgres that they can reach",
  databaseUrl: process.env.DATABASE_URL || undefined,
  databaseUrlInside: process.env.DATABASE_URL || undefined,
  stop: async () => {},
});

const composed = async (): Promise<LocalStackInstance> => {
  await composeUp();
  return {
    name: "LocalStack 4.14.0 (docker compose; it stays up, `docker compose down` ends it)",
    ...composeAddresses(process.env),
    lambdaUnavailableReason: undefined,
    stop: async () => {},
  };
};

/** A restarted LocalStack keeps its port and loses its queues, e-mails and verified senders. */
const supervise = async (report: ReportLine) => {
  await ensureVenv("localstack", CACHE_DIR, report);
  const port = await freePort();
  const start = async (): Promise<Emulator> => {
    const emulator = await startLocalStack(CACHE_DIR, report, port);
    await verifySender("localstack", emulator.url);
    return emulator;
  };
  const service = new SupervisedService(
    { name: LOCALSTACK_NAME, logFile: emulatorLogFile("localstack", CACHE_DIR), start },
    report,
  );
  await service.start();
  return { name: LOCALSTACK_NAME, endpoint: `http://127.0.0.1:${port}`, stop: () => service.stop() };
};

const fromPyPI = async (dockerReason: string, report: ReportLine): Promise<LocalStackInstance> => {
  report(`Docker is not used: ${dockerReason}. LocalStack comes from PyPI instead.`);
  try {
    return { ...(await supervise(report)), lambdaUnavailableReason: "they need a Docker engine" };
  } catch (error) {
    if (!(error instanceof MissingPrerequisiteError)) throw error;
    throw new MissingPrerequisiteError(
      `LocalStack. Neither Docker nor PyPI works: ${dockerReason}; and there is no ${error.message}`,
    );
  }
};

/** @throws MissingPrerequisiteError naming everything that is missing */
export const findLocalStack = async (report: ReportLine): Promise<LocalStackInstance> => {
  const endpoint = process.env.AWS_ENDPOINT_URL || undefined;
  if (endpoint !== undefined) return atEndpoint(endpoint);
  const dockerReason = await dockerUnavailableReason();
  return dockerReason === undefined ? composed() : fromPyPI(dockerReason, report);
};
