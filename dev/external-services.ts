/** What the caller's environment puts in the place of an embedded part. */
import { Client } from "pg";

export type ExternalServices = {
  readonly databaseUrl: string | undefined;
  readonly sqsEndpoint: string | undefined;
  readonly sesEndpoint: string | undefined;
};

/** Something outside stands in the way and the user can mend it; the message says what and how. */
export class StackError extends Error {}

const PATIENCE_MS = 5_000;

export const externalServices = (env: NodeJS.ProcessEnv): ExternalServices => {
  const given = (name: string): string | undefined => env[name] || undefined;
  return {
    databaseUrl: given("DATABASE_URL"),
    sqsEndpoint: given("AWS_ENDPOINT_URL_SQS") ?? given("AWS_ENDPOINT_URL"),
    sesEndpoint: given("AWS_ENDPOINT_URL_SES") ?? given("AWS_ENDPOINT_URL"),
  };
};

const reasonOf = (fault: unknown): string => {
  const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};

const requireDatabase = async (connectionString: string): Promise<void> => {
  const client = new Client({ connectionString, connectionTimeoutMillis: PATIENCE_MS });
  try {
    await client.connect();
  } catch (fault) {
    throw new StackError(`The database that DATABASE_URL names does not answer: ${reasonOf(fault)}.`);
  } finally {
    await client.end().catch(() => {});
  }
};

/** Any answer will do: what it says to a request that is none differs from emulator to emulator. */
const requireEndpoint = async (name: string, endpoint: string): Promise<void> => {
  try {
    await (await fetch(endpoint, { signal: AbortSignal.timeout(PATIENCE_MS) })).body?.cancel();
  } catch (fault) {
    throw new StackError(`${name} does not answer at ${endpoint}: ${reasonOf(fault)}.`);
  }
};

/** @throws StackFault naming the first that does not answer */
export const requireExternalServices = async ({
  databaseUrl,
  sqsEndpoint,
  sesEndpoint,
}: ExternalServices): Promise<void> => {
  if (databaseUrl !== undefined) await requireDatabase(databaseUrl);
  if (sqsEndpoint !== undefined) await requireEndpoint("SQS", sqsEndpoint);
  if (sesEndpoint !== undefined) await requireEndpoint("SES", sesEndpoint);
};
