/** What the relay does beside publishing: every minute, each step a bounded amount. */
import { deleteOldMails } from "../../lib/database/mails.ts";
import { countRuleUsage, SETTLED_AFTER_SECONDS } from "../../lib/database/rule-usage.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

const MAILS_PER_RUN = 500;

type Step = () => Promise<unknown>;

const STEPS: readonly Step[] = [
  () => deleteOldMails(database(), now(), MAILS_PER_RUN),
  () => countRuleUsage(database(), addSeconds(now(), -SETTLED_AFTER_SECONDS)),
];

/** Deletes what was kept of mails for long enough, and counts how often rules were applied. */
export const keepHouse = async (): Promise<void> => {
  for (const step of STEPS) await step();
};
