/** What the relay does beside publishing: every minute, each step a bounded amount. */
import { countRuleUsage, SETTLED_AFTER_SECONDS } from "../../lib/database/rule-usage.ts";
import { foldTails } from "../../lib/database/tails.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { applyRetention } from "../../lib/runtime/privacy/retention.ts";

/** @param until when a step must not begin anything more, in milliseconds since the epoch */
type Step = (until: number) => Promise<unknown>;

/** A step that is done again while there may be more to do. */
const repeated =
  (step: () => Promise<boolean>): Step =>
  async (until) => {
    while ((await step()) && millis() < until);
  };

const STEPS: readonly Step[] = [
  repeated(() => foldTails(database())),
  () => countRuleUsage(database(), addSeconds(now(), -SETTLED_AFTER_SECONDS)),
  applyRetention,
];

/** Adds tails to sums and counts, counts how often rules were applied, and ends what was kept of people for long enough. */
export const keepHouse = async (until: number): Promise<void> => {
  for (const step of STEPS) await step(until);
};
