/** Membership changes: one task per line and change, in line order. */
import * as z from "zod";
import { MEMBERSHIP_CHANGES, type MembershipChange } from "../domain/membership.ts";
import { type OrderLine, PLAN_PATTERN } from "../domain/order.ts";
import { defineTask, type Immutable } from "./definition.ts";

const payload = z.object({
  change: z.enum(MEMBERSHIP_CHANGES),
  /** Absent for `deactivate`. */
  plan: z.string().optional(),
  /** ISO 8601 period; with `activate` only. */
  period: z.string().optional(),
});
export type MembershipPayload = Immutable<z.infer<typeof payload>>;

const planOf = (change: MembershipChange, line: OrderLine): string | undefined =>
  change === "upgrade" ? (line.toPlan ?? line.plan) : (line.plan ?? line.toPlan);

const payloadOf = (change: MembershipChange, fixedPlan: string | undefined, line: OrderLine) => {
  if (change === "deactivate") return { change };
  const plan = fixedPlan ?? planOf(change, line);
  const period = change === "activate" ? line.period : undefined;
  return { change, ...(plan ? { plan } : {}), ...(period ? { period } : {}) };
};

export const membership = defineTask({
  type: "membership",
  queueSuffix: "memberships",
  title: { "pt-BR": "Assinatura", en: "Membership" },
  payload,
  result: z.object({
    membership: z.object({ change: z.enum(MEMBERSHIP_CHANGES), plan: z.string().nullable() }),
  }),
  shown: ["change", "plan", "period"],
  summary: ({ change, plan = "" }) => `membership: ${change} ${plan}`.trimEnd(),

  action: z.strictObject({
    action: z.literal("membership"),
    change: z.enum(MEMBERSHIP_CHANGES),
    /** Left out: the line's own plan (`plan`, or `toPlan` of an upgrade). */
    plan: z.string().regex(PLAN_PATTERN).optional(),
  }),
  // Two rules that name different plans for one line: the first one decides.
  planAction: ({ change, plan }) => ({
    covers: () => true,
    mergeKey: (line) => `${line.lineId}:${change}`,
    payload: (line) => payloadOf(change, plan, line),
  }),

  expectation: { key: "memberships", value: z.enum(MEMBERSHIP_CHANGES), of: ({ change }) => change },
  differenceKind: ({ change }) => change,
});
