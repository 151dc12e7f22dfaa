/**
 * The step of a deploy that brings the database to the newest schema: a CloudFormation custom resource. It runs before
 * any function gets new code, and when it fails the deploy fails and everything is rolled back. Running it again does
 * nothing. It stands in infra/ because the bundle finds the migrations beside itself, as migrate.ts does.
 */
import type { CloudFormationCustomResourceEvent, Context } from "aws-lambda";
import { logger } from "../lib/edge/logger.ts";
import { prepareDatabase } from "./migrate.ts";

/** CloudFormation waits an hour for an answer that never comes; it gets one before Lambda would cut us off. */
const EARLY_MS = 10_000;
const MOST_REASON = 900;

const lateness = (context: Pick<Context, "getRemainingTimeInMillis">): Promise<never> =>
  new Promise((_, reject) => {
    const patience = context.getRemainingTimeInMillis() - EARLY_MS;
    setTimeout(() => reject(new Error("the migration took too long")), patience).unref();
  });

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
  const sent = await fetch(event.ResponseURL, { method: "PUT", body, headers: { "content-type": "" } });
  if (!sent.ok) throw new Error(`CloudFormation did not take the answer: ${sent.status}`);
};

const migrateNow = async (context: Pick<Context, "getRemainingTimeInMillis">): Promise<void> => {
  const url = process.env.DATABASE_URL ?? "";
  if (url === "") throw new Error("no database: DATABASE_URL is empty");
  const log = (line: string) => logger.warn(line);
  const done = await Promise.race([prepareDatabase(url, log), lateness(context)]);
  logger.info("migrated", { done });
};

export const handler = async (
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<void> => {
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
