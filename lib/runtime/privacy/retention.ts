/** Ends what was kept of people for long enough: in batches, and concurrent invocations share the work. */
import { eraseOldAccounts, listOldOrders, lockErasure } from "../../database/erasures.ts";
import { deleteOldMails } from "../../database/mails.ts";
import { subtractPeriod } from "../../domain/calendar.ts";
import { clientKey } from "../../domain/client-key.ts";
import { millis, now } from "../clock.ts";
import { database } from "../database-pool.ts";
import { environment } from "../environment.ts";
import { newPseudonym } from "../ids.ts";
import { eraseOrders } from "./erase-orders.ts";
import { continueErasures } from "./erasures.ts";

/** Of one run. The relay has other work, and the next run goes on. */
const MAX_RUN_MS = 10_000;
const MAX_MAILS = 500;
const MAX_ACCOUNTS = 500;

/** One batch of orders that are too old. Those of one customer get one pseudonym. @returns how many were erased */
const eraseOldBatch = (receivedBefore: string): Promise<number> =>
  database().transaction(async (tx) => {
    if (!(await lockErasure(tx, "retention"))) return 0;
    const orders = await listOldOrders(tx, receivedBefore);
    const byCustomer = Map.groupBy(orders, ({ clientId, customerId }) => clientKey(clientId, customerId));
    let erased = 0;
    for (const own of byCustomer.values()) {
      const { clientId, customerId } = own[0]!;
      const customer = { clientId, customerId, pseudonym: newPseudonym() };
      erased += await eraseOrders(tx, customer, own, now());
    }
    return erased;
  });

/**
 * Continues erasures that somebody asked for, deletes old mails, and replaces what is personal in old orders and memberships.
 * What is left at the given time follows in the next run.
 */
export const applyRetention = async (latest: number): Promise<void> => {
  const until = Math.min(latest, millis() + MAX_RUN_MS);
  const { RETAIN_MAILS, RETAIN_PERSONAL_DATA } = environment();
  await continueErasures(until);
  await deleteOldMails(database(), subtractPeriod(now(), RETAIN_MAILS), MAX_MAILS);
  const before = subtractPeriod(now(), RETAIN_PERSONAL_DATA);
  while (millis() < until && (await eraseOldBatch(before)) > 0);
  await eraseOldAccounts(database(), { endedBefore: before, at: now(), limit: MAX_ACCOUNTS });
};
