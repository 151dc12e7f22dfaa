/** Where LocalStack comes from: an endpoint that is set, Docker, or PyPI. */
import { resolve } from "node:path";
import { DEFAULT_DATA_DIR } from "../options.ts";
import { KeptPart } from "../parts/kept-part.ts";
import { freePort } from "../parts/ports.ts";
import { verifySender } from "../sender.ts";
import { COMPOSED, composeUp, missingOfDocker } from "./docker.ts";
import { type Emulator, logOf } from "./emulator.ts";
import { LOCALSTACK, startLocalStack } from "./localstack.ts";
import { ensureVenv, Missing, type Say } from "./venv.ts";

/** Programs from PyPI and logs are kept where the local stack keeps its own. */
export const CACHE = resolve(DEFAULT_DATA_DIR);

export type LocalStackPlace = {
  readonly name: string;
  readonly endpoint: string;
  /** Why functions cannot run inside; undefined when they can. */
  readonly withoutLambda: string | undefined;
  /** Beside it, when there is one. */
  readonly databaseUrl?: string | undefined;
  readonly databaseUrlInside?: string | undefined;
  stop(): Promise<void>;
};

const given = (endpoint: string): LocalStackPlace => ({
  name: `what answers at ${endpoint}`,
  endpoint,
  withoutLambda: process.env.DATABASE_URL
    ? undefined
    : "DATABASE_URL names no Postgres that they could reach",
  databaseUrl: process.env.DATABASE_URL || undefined,
  databaseUrlInside: process.env.DATABASE_URL || undefined,
  stop: async () => {},
});

const composed = async (): Promise<LocalStackPlace> => {
  await composeUp();
  return {
    name: "LocalStack 4.14.0 (docker compose; it stays up, `docker compose down` ends it)",
    ...COMPOSED,
    withoutLambda: undefined,
    stop: async () => {},
  };
};

/** Started again whenever it ends, where it was; its queues and mails are then gone, and it knows no sender. */
const keep = async (say: Say) => {
  await ensureVenv("localstack", CACHE, say);
  const port = await freePort();
  const start = async (): Promise<Emulator> => {
    const emulator = await startLocalStack(CACHE, say, port);
    await verifySender("localstack", emulator.url);
    return emulator;
  };
  const kept = new KeptPart({ name: LOCALSTACK, logFile: logOf("localstack", CACHE), start }, say);
  await kept.begin();
  return { name: LOCALSTACK, endpoint: `http://127.0.0.1:${port}`, stop: () => kept.stop() };
};

const fromPyPI = async (withoutDocker: string, say: Say): Promise<LocalStackPlace> => {
  say(`Docker is not used: ${withoutDocker}. LocalStack comes from PyPI instead.`);
  try {
    return { ...(await keep(say)), withoutLambda: "they need a Docker engine" };
  } catch (fault) {
    if (!(fault instanceof Missing)) throw fault;
    throw new Missing(`LocalStack. Neither way is open: ${withoutDocker}; and there is no ${fault.message}`);
  }
};

/** @throws Missing naming everything that would be needed */
export const findLocalStack = async (say: Say): Promise<LocalStackPlace> => {
  const endpoint = process.env.AWS_ENDPOINT_URL || undefined;
  if (endpoint !== undefined) return given(endpoint);
  const withoutDocker = await missingOfDocker();
  return withoutDocker === undefined ? composed() : fromPyPI(withoutDocker, say);
};
