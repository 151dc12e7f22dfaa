/** What is in force of a rulebook at an instant, in numbers. Pure. */
import * as z from "zod";

const period = { from: z.string().optional(), until: z.string().optional() };

/** What of a stored rulebook says when its rules are in force. */
export const datedRules = z.object({
  rules: z.array(
    z.object({
      enabled: z.boolean().optional(),
      ...period,
      paused: z.array(z.object({ from: z.string(), until: z.string() })).optional(),
      except: z.array(z.object(period)).optional(),
    }),
  ),
});
type DatedRules = z.infer<typeof datedRules>;
type Period = { readonly from?: string | undefined; readonly until?: string | undefined };

const SOON_MS = 14 * 86_400_000;

const contains = ({ from, until }: Period, at: number): boolean =>
  (from === undefined || Date.parse(from) <= at) && (until === undefined || at < Date.parse(until));

/** @param at milliseconds since the epoch */
export const rulesOverview = ({ rules }: DatedRules, at: number) => {
  const inForce = rules.filter(
    (rule) =>
      rule.enabled !== false &&
      contains(rule, at) &&
      !(rule.paused ?? []).some((paused) => contains(paused, at)),
  );
  const ending = inForce
    .flatMap(({ except = [] }) => except)
    .filter(({ from, until }) => until !== undefined && contains({ from, until }, at))
    .filter(({ until }) => Date.parse(until!) <= at + SOON_MS);
  return { active: inForce.length, exceptionsEndingSoon: ending.length };
};
