/**
 * The step of a deploy that brings the database to the newest schema: a CloudFormation custom resource. It runs before
 * any function gets new code, and when it fails the deploy fails and everything is rolled back. Running it again does
 * nothing. It stands in infra/ because the bundle finds the migrations beside itself, as migrate.ts does.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { CloudFormationCustomResourceEvent, Context } from "aws-lambda";
import pg from "pg";
import { logger } from "../../lib/runtime/logger.ts";
import { ensureFunctionsRole } from "./functions-role.ts";
import { prepareDatabase } from "./migrate.ts";

/** CloudFormation waits long for an answer that never comes; it gets one before Lambda would cut us off. */
const EARLY_MS = 10_000;
const MOST_REASON = 900;
const ANSWER_PATIENCE_MS = 10_000;
const ANSWER_TRIES = 3;
/** A new cluster's name and network may need a moment. */
const CONNECT_TRIES = 20;
const CONNECT_PAUSE_MS = 3_000;

type Lambda = Pick<Context, "getRemainingTimeInMillis">;

const send = async (url: string, body: string): Promise<void> => {
  const signal = AbortSignal.timeout(ANSWER_PATIENCE_MS);
  const sent = await fetch(url, { method: "PUT", body, headers: { "content-type": "" }, signal });
  if (!sent.ok) throw new Error(`CloudFormation did not take the answer: ${sent.status}`);
};

/** What Postgres itself refuses, a wrong password or name, it refuses again; but not while it is starting. */
const isFinal = (fault: unknown): boolean => fault instanceof pg.DatabaseError && fault.code !== "57P03";

const persistently = async <T>(tries: number, pauseMs: number, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    if (tries <= 1 || isFinal(fault)) throw fault;
    logger.warn("tried in vain; once more", { fault: String(fault) });
    await delay(pauseMs);
    return persistently(tries - 1, pauseMs, work);
  }
};

const answer = async (event: CloudFormationCustomResourceEvent, fault?: unknown): Promise<void> => {
  const body = JSON.stringify({
    Status: fault === undefined ? "SUCCESS" : "FAILED",
    ...(fault === undefined
      ? {}
      : { Reason: `The migration failed: ${String(fault)}`.slice(0, MOST_REASON) }),
    PhysicalResourceId: "database-schema",
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  await persistently(ANSWER_TRIES, 1_000, () => send(event.ResponseURL, body));
};

/** No more tries than there is time for, each of which may take as long as the pause. */
const triesIn = (milliseconds: number): number =>
  Math.max(1, Math.min(CONNECT_TRIES, Math.floor(milliseconds / (2 * CONNECT_PAUSE_MS))));

const untilReachable = (connectionString: string, tries: number): Promise<void> =>
  persistently(tries, CONNECT_PAUSE_MS, async () => {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_PAUSE_MS });
    try {
      await client.connect();
    } finally {
      await client.end();
    }
  });

const migrate = async (url: string, patienceMs: number, late: AbortSignal): Promise<string[]> => {
  await untilReachable(url, triesIn(patienceMs));
  const done = await prepareDatabase(url, (line) => logger.warn(line), late);
  const password = process.env.FUNCTIONS_PASSWORD ?? "";
  if (password !== "") await ensureFunctionsRole(url, password);
  return done;
};

const lateness = (late: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    late.addEventListener("abort", () => reject(new Error("the migration took too long")), { once: true });
  });

const migrateNow = async (context: Lambda): Promise<void> => {
  const url = process.env.DATABASE_URL ?? "";
  if (url === "") throw new Error("no database: DATABASE_URL is empty");
  const patienceMs = context.getRemainingTimeInMillis() - EARLY_MS;
  const late = AbortSignal.timeout(patienceMs);
  const done = await Promise.race([lateness(late), migrate(url, patienceMs, late)]);
  logger.info("migrated", { done });
};

export const handler = async (event: CloudFormationCustomResourceEvent, context: Lambda): Promise<void> => {
  // Removing the stack leaves the data alone; what becomes of the database is infra/database.yml's business.
  if (event.RequestType === "Delete") return answer(event);
  try {
    await migrateNow(context);
  } catch (fault) {
    logger.error("the migration failed", { fault: String(fault) });
    return answer(event, fault);
  }
  return answer(event);
};
