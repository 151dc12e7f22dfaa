/** What the relay does beside publishing: every minute, each step a bounded amount. */
import { countRuleUsage, SETTLED_AFTER_SECONDS } from "../../lib/database/rule-usage.ts";
import { foldTails } from "../../lib/database/tails.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { applyRetention } from "../../lib/runtime/privacy/retention.ts";

/** @param until when a step must not begin anything more, in milliseconds since the epoch */
export type Step = (until: number) => Promise<unknown>;

/** Repeats a step while it has more to do and time is left. */
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

/**
 * Runs steps one after the other. Each has its share of the time that is left, and runs also when an earlier one has failed.
 * @throws the first error, after the last step
 */
export const runSteps = async (steps: readonly Step[], until: number): Promise<void> => {
  const errors: unknown[] = [];
  for (const [index, step] of steps.entries()) {
    const share = (until - millis()) / (steps.length - index);
    await step(millis() + share).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
};

/** Adds tails to sums and counts, counts how often rules were applied, and ends what was kept of people for long enough. */
export const keepHouse = (until: number): Promise<void> => runSteps(STEPS, until);
