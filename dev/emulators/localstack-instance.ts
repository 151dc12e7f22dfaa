/** Where LocalStack comes from: an endpoint that is set, Docker, or PyPI. */
import { resolve } from "node:path";
import { DEFAULT_DATA_DIR } from "../stack-options.ts";
import { SupervisedService } from "../services/supervised-service.ts";
import { freePort } from "../services/ports.ts";
import { verifySender } from "./verify-sender.ts";
import { DOCKER_COMPOSE, composeUp, dockerUnavailableReason } from "./docker-compose.ts";
import { type Emulator, emulatorLogFile } from "./emulator.ts";
import { LOCALSTACK_NAME, startLocalStack } from "./localstack.ts";
import { ensureVenv, MissingPrerequisiteError, type ReportLine } from "./python-venv.ts";

/** Programs from PyPI and logs are kept where the local stack keeps its own. */
export const CACHE_DIR = resolve(DEFAULT_DATA_DIR);

export type LocalStackInstance = {
  readonly name: string;
  readonly endpoint: string;
  /** Why functions cannot run inside; undefined when they can. */
  readonly lambdaUnavailableReason: string | undefined;
  /** Beside it, when there is one. */
  readonly databaseUrl?: string | undefined;
  readonly databaseUrlInside?: string | undefined;
  stop(): Promise<void>;
};

const given = (endpoint: string): LocalStackInstance => ({
  name: `what answers at ${endpoint}`,
  endpoint,
  lambdaUnavailableReason: process.env.DATABASE_URL
    ? undefined
    : "DATABASE_URL names no Postgres that they could reach",
  databaseUrl: process.env.DATABASE_URL || undefined,
  databaseUrlInside: process.env.DATABASE_URL || undefined,
  stop: async () => {},
});

const composed = async (): Promise<LocalStackInstance> => {
  await composeUp();
  return {
    name: "LocalStack 4.14.0 (docker compose; it stays up, `docker compose down` ends it)",
    ...DOCKER_COMPOSE,
    lambdaUnavailableReason: undefined,
    stop: async () => {},
  };
};

/** Started again whenever it ends, where it was; its queues and mails are then gone, and it knows no sender. */
const keep = async (say: ReportLine) => {
  await ensureVenv("localstack", CACHE_DIR, say);
  const port = await freePort();
  const start = async (): Promise<Emulator> => {
    const emulator = await startLocalStack(CACHE_DIR, say, port);
    await verifySender("localstack", emulator.url);
    return emulator;
  };
  const kept = new SupervisedService(
    { name: LOCALSTACK_NAME, logFile: emulatorLogFile("localstack", CACHE_DIR), start },
    say,
  );
  await kept.start();
  return { name: LOCALSTACK_NAME, endpoint: `http://127.0.0.1:${port}`, stop: () => kept.stop() };
};

const fromPyPI = async (withoutDocker: string, say: ReportLine): Promise<LocalStackInstance> => {
  say(`Docker is not used: ${withoutDocker}. LocalStack comes from PyPI instead.`);
  try {
    return { ...(await keep(say)), lambdaUnavailableReason: "they need a Docker engine" };
  } catch (fault) {
    if (!(fault instanceof MissingPrerequisiteError)) throw fault;
    throw new MissingPrerequisiteError(
      `LocalStack. Neither way is open: ${withoutDocker}; and there is no ${fault.message}`,
    );
  }
};

/** @throws Missing naming everything that would be needed */
export const findLocalStack = async (say: ReportLine): Promise<LocalStackInstance> => {
  const endpoint = process.env.AWS_ENDPOINT_URL || undefined;
  if (endpoint !== undefined) return given(endpoint);
  const withoutDocker = await dockerUnavailableReason();
  return withoutDocker === undefined ? composed() : fromPyPI(withoutDocker, say);
};
