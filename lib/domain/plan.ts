/** What a rulebook says about its membership plans besides their ids. */
import * as z from "zod";
import { PLAN_PATTERN, period } from "./fields.ts";
import type { Immutable } from "./immutable.ts";
import { bothLanguages } from "./localized-text.ts";

const plan = z.strictObject({
  /** As customers read it. */
  title: bothLanguages(100),
  /** An upgrade goes to a plan of a higher rank. */
  rank: z.int().min(1).max(1_000),
  /** ISO 8601; of an activation whose line has none. */
  period: period.optional(),
});

export const plansSchema = z.record(z.string().regex(PLAN_PATTERN), plan);
/** By id. Plans that are written as a list have none. */
export type Plans = Immutable<z.infer<typeof plansSchema>>;

/** What is known of a plan; undefined when nothing is. */
export const planIn = (plans: Plans | undefined, id: string | undefined): Plans[string] | undefined =>
  plans !== undefined && id !== undefined && Object.hasOwn(plans, id) ? plans[id] : undefined;
