/** Membership changes: one task per line and change, in line order. */
import * as z from "zod";
import { MEMBERSHIP_CHANGES, type MembershipChange } from "../domain/membership.ts";
import { repeatPeriod } from "../domain/paid-time.ts";
import { unknownName } from "../domain/near-name.ts";
import { isLineOf, type OrderLine, planOf } from "../domain/order-line.ts";
import { PLAN_PATTERN } from "../domain/fields.ts";
import { type ActionCheckContext, type ActionIssue, defineTask } from "./definition.ts";
import type { Immutable } from "../domain/immutable.ts";

const payload = z.object({
  change: z.enum(MEMBERSHIP_CHANGES),
  /** Absent for `deactivate`. */
  plan: z.string().optional(),
  /** ISO 8601 period times the quantity of the line; with `activate` only. */
  period: z.string().optional(),
});
export type MembershipPayload = Immutable<z.infer<typeof payload>>;

const payloadOf = (change: MembershipChange, fixedPlan: string | undefined, line: OrderLine) => {
  if (change === "deactivate") return { change };
  const plan = fixedPlan ?? planOf(line);
  const payload: { change: MembershipChange; plan?: string; period?: string } = { change };
  // A line of quantity n is n periods.
  const period =
    change === "activate" && isLineOf(line, "membership")
      ? repeatPeriod(line.period, line.quantity)
      : undefined;
  if (plan) payload.plan = plan;
  if (period) payload.period = period;
  return payload;
};

type Details = { readonly change?: MembershipChange | undefined; readonly plan?: string | undefined };

const checkChange = ({ change, plan }: Details, context: ActionCheckContext): ActionIssue | undefined => {
  const { forEach, plans, isWritten, linesHaveOneOf } = context;
  if (forEach === "order")
    return {
      at: "action",
      detail: "a membership changes because of a line: leave out `forEach: order`",
    };
  if (plan !== undefined && !plans.includes(plan))
    return { at: { key: "plan" }, detail: unknownName("plan", plan, plans) };
  if (change === "deactivate" && plan !== undefined)
    return { at: { key: "plan" }, detail: "deactivate takes no plan" };
  const needsPlan = change === "activate" || change === "upgrade";
  if (needsPlan && !isWritten("plan") && !linesHaveOneOf(["plan", "toPlan"]))
    return {
      at: "first-key",
      detail: "which plan? The lines of this rule need not have one: write `plan`, or restrict `when`",
    };
  if (change === "activate" && !linesHaveOneOf(["period"]))
    return {
      at: { key: "change" },
      detail:
        'for which period? The lines of this rule need not have one: restrict `when`, as by `line.type == "membership"`',
    };
  return undefined;
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

  action: {
    name: "membership",
    description: "changes the membership",
    details: z.strictObject({
      change: z
        .enum(MEMBERSHIP_CHANGES)
        .meta({ title: "membership change", description: "what happens to the membership" }),
      plan: z
        .string()
        .regex(PLAN_PATTERN, "must be lower case letters, digits, - and _, such as basic")
        .meta({ description: "left out: the plan of the line" })
        .optional(),
    }),
    check: checkChange,
  },
  // Two rules that name different plans for one line: the first one decides.
  planAction: ({ change, plan }) => ({
    covers: () => true,
    mergeKey: (line) => `${line.lineId}:${change}`,
    payload: (line) => payloadOf(change, plan, line),
  }),

  // Rulebooks of earlier versions may change memberships because of lines that have no plan or period.
  wouldBeRejected: ({ change, plan, period }) => {
    if (change !== "deactivate" && plan === undefined) return { code: "no-plan" };
    return change === "activate" && period === undefined ? { code: "no-period" } : undefined;
  },

  expectation: {
    key: "memberships",
    description: "the changes of memberships",
    value: z.enum(MEMBERSHIP_CHANGES).meta({ title: "membership change" }),
    of: ({ change }) => change,
  },
  differenceKind: ({ change }) => change,
});
