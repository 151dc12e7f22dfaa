/** Membership changes: one task per line and change, in line order. */
import * as z from "zod";
import { leftQuantities } from "../domain/cancellation.ts";
import { MEMBERSHIP_CHANGES, type MembershipChange, TASK_CHANGES } from "../domain/membership.ts";
import { NOTHING_TAKEN } from "../domain/take-back.ts";
import { repeatPeriod } from "../domain/paid-time.ts";
import { unknownName } from "../domain/near-name.ts";
import { isLineOf, type OrderLine, planOf } from "../domain/order-line.ts";
import { PLAN_PATTERN, period } from "../domain/fields.ts";
import { planIn, type Plans } from "../domain/plan.ts";
import { cancelMembership } from "./cancel-membership.ts";
import { type ActionCheckContext, type ActionIssue, defineTask } from "./definition.ts";
import type { Immutable } from "../domain/immutable.ts";

/**
 * Of the change `cancel`: the task that activated, extended or upgraded the membership, and the time to take back. Absent for an
 * upgrade, which goes back to the plan before.
 */
const cancelledChange = z.object({
  cancellationId: z.string(),
  taskId: z.uuid(),
  period: z.string().optional(),
});

const payload = z.object({
  change: z.enum(TASK_CHANGES),
  /** Absent for `deactivate`. */
  plan: z.string().optional(),
  /** ISO 8601 period times the quantity of the line; with `activate` only. */
  period: z.string().optional(),
  /** The ranks of the plans, with `upgrade` only. */
  ranks: z.record(z.string(), z.int()).optional(),
  quantities: leftQuantities.optional(),
  cancels: cancelledChange.optional(),
});
export type MembershipPayload = Immutable<z.infer<typeof payload>>;

type Details = {
  readonly change?: MembershipChange | undefined;
  readonly plan?: string | undefined;
  readonly period?: string | undefined;
};

/** The rule's own period counts before the line's, and that before the plan's. */
const periodOf = ({ plan, period }: Details, plans: Plans | undefined, line: OrderLine): string | undefined =>
  period ??
  (isLineOf(line, "membership") ? line.period : undefined) ??
  planIn(plans, plan ?? planOf(line))?.period ??
  planIn(plans, planOf(line))?.period;

const ranksOf = (plans: Plans): Record<string, number> =>
  Object.fromEntries(Object.entries(plans).map(([id, { rank }]) => [id, rank]));

const payloadOf = (
  details: Details & { readonly change: MembershipChange },
  plans: Plans | undefined,
  ranks: Record<string, number> | undefined,
  line: OrderLine,
): z.infer<typeof payload> => {
  const { change } = details;
  if (change === "deactivate") return { change };
  const planned: {
    change: MembershipChange;
    plan?: string;
    period?: string;
    ranks?: Record<string, number>;
  } = {
    change,
  };
  const plan = details.plan ?? planOf(line);
  if (plan) planned.plan = plan;
  const paid = change === "activate" ? periodOf(details, plans, line) : undefined;
  // A line of quantity n is n periods.
  if (paid) planned.period = repeatPeriod(paid, line.quantity);
  if (ranks !== undefined) planned.ranks = ranks;
  return planned;
};

/** Whether a period is known for every line that can reach an activation. A line with a plan is a membership. */
const isPeriodKnown = (
  { plan, period }: Details,
  { plans, planDetails, linesHaveOneOf }: ActionCheckContext,
): boolean => {
  if (period !== undefined || planIn(planDetails, plan)?.period !== undefined) return true;
  const haveAll = plans.every((id) => planIn(planDetails, id)?.period !== undefined);
  return linesHaveOneOf(haveAll ? ["period", "plan", "toPlan"] : ["period", "plan"]);
};

const checkChange = (details: Details, context: ActionCheckContext): ActionIssue | undefined => {
  const { change, plan } = details;
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
  if (change !== undefined && change !== "activate" && isWritten("period"))
    return { at: { key: "period" }, detail: `${change} takes no period` };
  const needsPlan = change === "activate" || change === "upgrade";
  if (needsPlan && !isWritten("plan") && !linesHaveOneOf(["plan", "toPlan"]))
    return {
      at: "first-key",
      detail: "which plan? The lines of this rule need not have one: write `plan`, or restrict `when`",
    };
  if (change === "activate" && !isPeriodKnown(details, context))
    return {
      at: { key: "change" },
      detail:
        'for which period? The lines of this rule need not have one: write `period`, give the plan one, or restrict `when`, as by `line.type == "membership"`',
    };
  return undefined;
};

const result = z.object({
  membership: z.object({
    change: z.enum(TASK_CHANGES),
    plan: z.string().nullable().describe("the active plan after it"),
    takenBack: z.string().optional().describe("cancel only: the time that was taken back, such as P1M"),
    expiresAt: z.string().nullable().optional().describe("cancel only: the end of the membership after it"),
    nothingTaken: z
      .enum(NOTHING_TAKEN)
      .optional()
      .describe("cancel only: why nothing was taken; the membership has ended, or a newer one has begun"),
  }),
});

export const membership = defineTask({
  type: "membership",
  queueSuffix: "memberships",
  title: { "pt-BR": "Assinatura", en: "Membership" },
  payload,
  result,
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
      period: period
        .meta({ description: "ISO 8601, such as P1M; left out: that of the line, else that of the plan" })
        .optional(),
    }),
    fixes: { keys: ["plan", "period"], group: { change: "" } },
    notForCancellations: "a cancellation takes back what it cancels of a membership by itself",
    check: checkChange,
  },
  // Two rules that name different plans for one line: the first one decides.
  planAction: (details, { planDetails }) => {
    const ranks = details.change === "upgrade" && planDetails ? ranksOf(planDetails) : undefined;
    return {
      covers: () => true,
      mergeKey: (line) => `${line.lineId}:${details.change}`,
      keyWithinLine: details.change,
      payload: (line) => payloadOf(details, planDetails, ranks, line),
    };
  },

  // Rulebooks of earlier versions may change memberships because of lines that have no plan or period.
  wouldBeRejected: ({ change, plan, period }) => {
    if (change !== "deactivate" && plan === undefined) return { code: "no-plan" };
    return change === "activate" && period === undefined ? { code: "no-period" } : undefined;
  },

  cancellation: cancelMembership,

  expectation: {
    key: "memberships",
    description: "the changes of memberships",
    value: z.enum(MEMBERSHIP_CHANGES).meta({ title: "membership change" }),
    of: ({ change }) => change,
  },
  differenceKind: ({ change }) => change,
});
