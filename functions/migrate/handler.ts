/**
 * CloudFormation custom resource: migrates the database during a deploy. It runs before any function gets new code. When it
 * fails, the deploy fails and is rolled back. It is idempotent.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { CloudFormationCustomResourceEvent, Context } from "aws-lambda";
import pg from "pg";
import { errorLine } from "../../lib/domain/errors.ts";
import { migrationEnvironment } from "../../lib/runtime/environment.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { ensureFunctionsRole } from "./functions-role.ts";
import { prepareDatabase } from "./migrate.ts";

/** The time before the Lambda timeout that is reserved for the response: without one CloudFormation waits for an hour. */
const TIMEOUT_MARGIN_MS = 10_000;
const MAX_REASON_LENGTH = 900;
const RESPONSE_TIMEOUT_MS = 10_000;
const MAX_RESPONSE_ATTEMPTS = 3;
/** The DNS name and network of a new cluster may not be ready at once. */
const MAX_CONNECT_ATTEMPTS = 20;
const CONNECT_DELAY_MS = 3_000;

type Lambda = Pick<Context, "getRemainingTimeInMillis">;

const send = async (url: string, body: string): Promise<void> => {
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  const sent = await fetch(url, { method: "PUT", body, headers: { "content-type": "" }, signal });
  if (!sent.ok) throw new Error(`CloudFormation rejected the response: ${sent.status}`);
};

/** An error of Postgres itself, such as a wrong password, is permanent, except 57P03: it is starting. */
const isPermanent = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code !== "57P03";

const withReattempts = async <T>(attempts: number, delayMs: number, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (attempts <= 1 || isPermanent(error)) throw error;
    logger.warn("an attempt failed and is retried", { error: errorLine(error) });
    await delay(delayMs);
    return withReattempts(attempts - 1, delayMs, work);
  }
};

const respond = async (event: CloudFormationCustomResourceEvent, error?: unknown): Promise<void> => {
  const body = JSON.stringify({
    Status: error === undefined ? "SUCCESS" : "FAILED",
    ...(error === undefined
      ? {}
      : { Reason: `The migration failed: ${String(error)}`.slice(0, MAX_REASON_LENGTH) }),
    PhysicalResourceId: "database-schema",
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  await withReattempts(MAX_RESPONSE_ATTEMPTS, 1_000, () => send(event.ResponseURL, body));
};

/** As many attempts as the time permits; each may take as long as the delay after it. */
const attemptsIn = (milliseconds: number): number =>
  Math.max(1, Math.min(MAX_CONNECT_ATTEMPTS, Math.floor(milliseconds / (2 * CONNECT_DELAY_MS))));

const untilReachable = (connectionString: string, attempts: number): Promise<void> =>
  withReattempts(attempts, CONNECT_DELAY_MS, async () => {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_DELAY_MS });
    try {
      await client.connect();
    } finally {
      await client.end();
    }
  });

const migrate = async (url: string, timeoutMs: number, late: AbortSignal): Promise<string[]> => {
  await untilReachable(url, attemptsIn(timeoutMs));
  const done = await prepareDatabase(url, (line) => logger.warn(line), late);
  const { functionsPassword } = migrationEnvironment();
  if (functionsPassword !== "") await ensureFunctionsRole(url, functionsPassword);
  return done;
};

const rejectOnAbort = (late: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    late.addEventListener("abort", () => reject(new Error("the migration took too long")), { once: true });
  });

const migrateNow = async (context: Lambda): Promise<void> => {
  const { databaseUrl: url } = migrationEnvironment();
  if (url === "") throw new Error("no database: DATABASE_URL is empty");
  const timeoutMs = context.getRemainingTimeInMillis() - TIMEOUT_MARGIN_MS;
  const late = AbortSignal.timeout(timeoutMs);
  const done = await Promise.race([rejectOnAbort(late), migrate(url, timeoutMs, late)]);
  logger.info("migrated", { done });
};

export const handler = async (event: CloudFormationCustomResourceEvent, context: Lambda): Promise<void> => {
  // Deleting the stack does not change the data; infra/database.yml decides what happens to the database.
  if (event.RequestType === "Delete") return respond(event);
  try {
    await migrateNow(context);
  } catch (error) {
    logger.error("the migration failed", { error: errorLine(error) });
    return respond(event, error);
  }
  return respond(event);
};
