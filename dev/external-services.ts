/** Services that the environment names, used instead of the embedded ones. */
import { Client } from "pg";

export type ExternalServices = {
  readonly databaseUrl: string | undefined;
  readonly sqsEndpoint: string | undefined;
  readonly sesEndpoint: string | undefined;
};

/** The stack cannot start; the message says why and what the user can do. */
export class StackError extends Error {}

const TIMEOUT_MS = 5_000;

export const externalServices = (env: NodeJS.ProcessEnv): ExternalServices => {
  const given = (name: string): string | undefined => env[name] || undefined;
  return {
    databaseUrl: given("DATABASE_URL"),
    sqsEndpoint: given("AWS_ENDPOINT_URL_SQS") ?? given("AWS_ENDPOINT_URL"),
    sesEndpoint: given("AWS_ENDPOINT_URL_SES") ?? given("AWS_ENDPOINT_URL"),
  };
};

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};

const requireDatabase = async (connectionString: string): Promise<void> => {
  const client = new Client({ connectionString, connectionTimeoutMillis: TIMEOUT_MS });
  try {
    await client.connect();
  } catch (error) {
    throw new StackError(`The database that DATABASE_URL names cannot be reached: ${reasonOf(error)}.`);
  } finally {
    await client.end().catch(() => {});
  }
};

/** Any response counts: emulators differ in their response to a plain GET. */
const requireEndpoint = async (name: string, endpoint: string): Promise<void> => {
  try {
    await (await fetch(endpoint, { signal: AbortSignal.timeout(TIMEOUT_MS) })).body?.cancel();
  } catch (error) {
    throw new StackError(`${name} cannot be reached at ${endpoint}: ${reasonOf(error)}.`);
  }
};

/** @throws StackError naming the first service that cannot be reached */
export const requireExternalServices = async ({
  databaseUrl,
  sqsEndpoint,
  sesEndpoint,
}: ExternalServices): Promise<void> => {
  if (databaseUrl !== undefined) await requireDatabase(databaseUrl);
  if (sqsEndpoint !== undefined) await requireEndpoint("SQS", sqsEndpoint);
  if (sesEndpoint !== undefined) await requireEndpoint("SES", sesEndpoint);
};
