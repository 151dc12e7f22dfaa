/**
 * Takes the time from the database when this container's clock cannot be relied on: at its first invocation, and after its
 * clock was stepped. Leases, postponements and the outbox compare instants that other containers recorded.
 */
import { readClock } from "../database/database-clock.ts";
import { errorLine } from "../domain/errors.ts";
import { continueFrom, needsReference } from "./clock.ts";
import { database } from "./database-pool.ts";
import { logger } from "./logger.ts";

const LIMIT = { timeoutMs: 1_000, attempts: 1 };
/** A database that does not respond is asked again after this time; meanwhile the time is what it was. */
const RETRY_MS = 5_000;
/** A smaller difference is no error of a clock. */
const MAX_SKEW_MS = 500;

let comparing: Promise<void> | undefined;
let notBefore = Number.NEGATIVE_INFINITY;

/** The clock of this machine, unless that of the database is another by more than the response can have taken. */
const compare = async (): Promise<void> => {
  const asked = performance.now();
  try {
    const time = await readClock(database().withLimit(LIMIT));
    const took = performance.now() - asked;
    const skew = time + took / 2 - Date.now();
    const isSkewed = Math.abs(skew) > MAX_SKEW_MS + took / 2;
    if (isSkewed) logger.warn("the clock of the machine is wrong", { seconds: Math.round(skew / 1_000) });
    continueFrom(isSkewed ? time + took / 2 : Date.now());
  } catch (error) {
    notBefore = performance.now() + RETRY_MS;
    logger.warn("the clock of the database could not be read", { error: errorLine(error) });
  }
};

/** Called at the beginning of an invocation. Never rejects, and waits for the database only when the time is in doubt. */
export const followDatabaseClock = async (): Promise<void> => {
  if (!needsReference() || performance.now() < notBefore) return;
  comparing ??= compare().finally(() => {
    comparing = undefined;
  });
  await comparing;
};
