/** What the relay does beside publishing: every minute, each step a bounded amount. */
import { countRuleUsage, SETTLED_AFTER_SECONDS } from "../../lib/database/rule-usage.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { applyRetention } from "../../lib/runtime/privacy/retention.ts";

/** @param until when a step must not begin anything more, in milliseconds since the epoch */
type Step = (until: number) => Promise<unknown>;

const STEPS: readonly Step[] = [
  () => countRuleUsage(database(), addSeconds(now(), -SETTLED_AFTER_SECONDS)),
  applyRetention,
];

/** Counts how often rules were applied, and ends what was kept of people for long enough. */
export const keepHouse = async (until: number): Promise<void> => {
  for (const step of STEPS) await step(until);
};
