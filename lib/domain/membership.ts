/** A customer's membership and the changes that apply to it. Pure: the instant of a change is an argument. */
import { endOfPaidTime, extendPaidTime, inferPaidTime, type PaidTime } from "./paid-time.ts";
import type { Cause } from "./cause.ts";
import { err, ok, type Result } from "./result.ts";

/** The changes that rules can ask for. */
export const MEMBERSHIP_CHANGES = ["activate", "upgrade", "deactivate"] as const;
export type MembershipChange = (typeof MEMBERSHIP_CHANGES)[number];

/** Those of rules, and `cancel`, which takes back what one of them has given. */
export const TASK_CHANGES = [...MEMBERSHIP_CHANGES, "cancel"] as const;
export type TaskChange = (typeof TASK_CHANGES)[number];

/** What a membership's history has: changes, and `expire`, the end of its paid time. */
export const MEMBERSHIP_EVENTS = [...TASK_CHANGES, "expire"] as const;
export type MembershipEventKind = (typeof MEMBERSHIP_EVENTS)[number];

export type RequestedChange = {
  readonly change: TaskChange;
  /** Required for `activate` and `upgrade`. */
  readonly plan?: string | undefined;
  /** ISO 8601 period; required for `activate`. */
  readonly period?: string | undefined;
  /** Of the plans by id; an upgrade between plans of unknown rank is not compared. */
  readonly ranks?: Readonly<Record<string, number>> | undefined;
};

export type Membership = {
  readonly status: "none" | "active" | "inactive";
  /** The current plan; of an inactive membership, its last plan. */
  readonly plan: string | null;
  /** The instant from which it has been active without a gap. */
  readonly since: string | null;
  /** The end of the paid period; of an inactive membership, the instant at which it ended. */
  readonly expiresAt: string | null;
  /** Undefined for a membership of an older version: it is inferred at the next extension. */
  readonly paid?: PaidTime | undefined;
  /** Of an inactive membership: whether its paid time ran out, rather than that a change ended it. */
  readonly ranOut?: boolean | undefined;
};

export const NO_MEMBERSHIP: Membership = { status: "none", plan: null, since: null, expiresAt: null };

type Active = Membership & { status: "active"; plan: string; since: string; expiresAt: string };

/** The effect of a change. A plan is null when no membership was or is active. */
type AppliedChange = {
  readonly membership: Membership;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
};

/** Why a change does not apply: as a text for people, and as a code. */
export type Rejection = { readonly reason: string; readonly cause: Cause };

/** The applied change, or why the change is rejected. */
type ChangeResult = Result<AppliedChange, Rejection>;

const isActive = (membership: Membership): membership is Active => membership.status === "active";

const isOver = ({ expiresAt }: Membership, instant: string): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.parse(instant);

/** Whether its paid time is over at an instant and its end is not recorded. */
export const isToExpire = (membership: Membership, instant: string): boolean =>
  isActive(membership) && isOver(membership, instant);

/** The membership once the end of its paid time is recorded. */
export const expired = (membership: Membership): Membership => ({
  ...membership,
  status: "inactive",
  ranOut: true,
});

/**
 * The membership at an instant. An expired membership is inactive, also while its row has the status `active`. One that ran
 * out later was active: a change that takes effect before the recorded end still finds the paid time.
 */
export const membershipAt = (membership: Membership, instant: string): Membership => {
  if (isToExpire(membership, instant)) return { ...membership, status: "inactive" };
  const { ranOut, ...stored } = membership;
  return ranOut && !isOver(membership, instant) ? { ...stored, status: "active" } : membership;
};

const applied = (before: Membership, after: Membership): ChangeResult =>
  ok({
    membership: after,
    planBefore: isActive(before) ? before.plan : null,
    planAfter: isActive(after) ? after.plan : null,
  });

type MembershipCause =
  | "no-plan"
  | "no-period"
  | "no-active-membership"
  | "same-plan"
  | "lower-plan"
  | "other-plan-active"
  | "membership-too-long";

const rejected = (code: MembershipCause, reason: string): ChangeResult => err({ reason, cause: { code } });

const lacking = (name: "plan" | "period"): ChangeResult =>
  rejected(`no-${name}`, `the membership change has no ${name}`);

const paidTimeOf = (now: Membership, at: string): PaidTime =>
  isActive(now) ? (now.paid ?? inferPaidTime(now.since, now.expiresAt)) : { from: at, months: 0, days: 0 };

const activate = (now: Membership, change: RequestedChange, at: string): ChangeResult => {
  const { plan, period } = change;
  if (plan === undefined) return lacking("plan");
  if (period === undefined) return lacking("period");
  if (isActive(now) && now.plan !== plan)
    return rejected("other-plan-active", `another plan, ${now.plan}, is active until ${now.expiresAt}`);
  const since = isActive(now) ? now.since : at;
  const paid = extendPaidTime(paidTimeOf(now, at), period);
  const expiresAt = endOfPaidTime(paid);
  if (expiresAt === undefined)
    return rejected("membership-too-long", "the membership would end after the year 9999");
  return applied(now, { status: "active", plan, since, expiresAt, paid });
};

const isHigher = (plan: string, current: string, ranks: RequestedChange["ranks"] = {}): boolean => {
  const known = new Map(Object.entries(ranks));
  const [next, now] = [known.get(plan), known.get(current)];
  return next === undefined || now === undefined || next > now;
};

const upgrade = (now: Membership, change: RequestedChange): ChangeResult => {
  const { plan } = change;
  if (plan === undefined) return lacking("plan");
  if (!isActive(now)) return rejected("no-active-membership", "no active membership to upgrade");
  if (now.plan === plan) return rejected("same-plan", `already on ${plan}`);
  if (!isHigher(plan, now.plan, change.ranks))
    return rejected("lower-plan", `${plan} is not above ${now.plan}`);
  return applied(now, { ...now, plan });
};

const deactivate = (now: Membership, at: string): ChangeResult =>
  isActive(now)
    ? applied(now, { ...now, status: "inactive", expiresAt: at })
    : rejected("no-active-membership", "no active membership to deactivate");

/**
 * Applies a change that takes effect at an instant.
 * @param at RFC 3339
 * @returns the changed membership, or why it is rejected, such as `already on plus`
 * @throws RangeError when the period is not one; a retry cannot help
 */
export const changeMembership = (
  membership: Membership,
  change: RequestedChange,
  at: string,
): ChangeResult => {
  const now = membershipAt(membership, at);
  switch (change.change) {
    case "activate":
      return activate(now, change, at);
    case "upgrade":
      return upgrade(now, change);
    case "deactivate":
      return deactivate(now, at);
    case "cancel":
      throw new RangeError("what a cancellation takes back is in the history: see takeBack");
    default: {
      const unknown: never = change.change;
      throw new RangeError(`no such membership change: ${String(unknown)}`);
    }
  }
};
