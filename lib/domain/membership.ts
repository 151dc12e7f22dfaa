/** What a membership is and what may become of it. Pure: the instant of a change comes with the change. */
import { addPeriod } from "./calendar.ts";

export const MEMBERSHIP_CHANGES = ["activate", "upgrade", "deactivate"] as const;
export type MembershipChange = (typeof MEMBERSHIP_CHANGES)[number];

export type RequestedChange = {
  readonly change: MembershipChange;
  /** Required but for `deactivate`. */
  readonly plan?: string | undefined;
  /** ISO 8601 period; required for `activate`. */
  readonly period?: string | undefined;
};

export type Membership = {
  readonly status: "none" | "active" | "inactive";
  /** The plan now, or the last one when inactive. */
  readonly plan: string | null;
  /** Since when it is active without a gap. */
  readonly since: string | null;
  /** Until when it is paid; when inactive, the instant it ended. */
  readonly expiresAt: string | null;
};

export const NO_MEMBERSHIP: Membership = { status: "none", plan: null, since: null, expiresAt: null };

type Active = { status: "active"; plan: string; since: string; expiresAt: string };

/** What a change did: the plans are those of an active membership, null when none was or is active. */
export type AppliedChange = {
  readonly kind: "changed";
  readonly membership: Membership;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
};
export type RejectedChange = { readonly kind: "refused"; readonly reason: string };

const isActive = (membership: Membership): membership is Active => membership.status === "active";
const refused = (reason: string): RejectedChange => ({ kind: "refused", reason });

/** The membership at an instant. One past its expiry is inactive, also when its row still says active. */
export const membershipAt = (membership: Membership, instant: string): Membership =>
  isActive(membership) && Date.parse(membership.expiresAt) <= Date.parse(instant)
    ? { ...membership, status: "inactive" }
    : membership;

const changed = (before: Membership, after: Membership): AppliedChange => ({
  kind: "changed",
  membership: after,
  planBefore: isActive(before) ? before.plan : null,
  planAfter: isActive(after) ? after.plan : null,
});

const needed = (value: string | undefined, name: string): string => {
  if (value === undefined) throw new RangeError(`the membership change has no ${name}`);
  return value;
};

const activate = (now: Membership, change: RequestedChange, at: string): AppliedChange | RejectedChange => {
  const plan = needed(change.plan, "plan");
  const period = needed(change.period, "period");
  if (isActive(now) && now.plan !== plan)
    return refused(`another plan, ${now.plan}, is active until ${now.expiresAt}`);
  const expiresAt = addPeriod(isActive(now) ? now.expiresAt : at, period);
  if (expiresAt === undefined) return refused("the membership would end after the year 9999");
  return changed(now, { status: "active", plan, since: isActive(now) ? now.since : at, expiresAt });
};

const upgrade = (now: Membership, change: RequestedChange): AppliedChange | RejectedChange => {
  const plan = needed(change.plan, "plan");
  if (!isActive(now)) return refused("no active membership to upgrade");
  if (now.plan === plan) return refused(`already on ${plan}`);
  return changed(now, { ...now, plan });
};

const deactivate = (now: Membership, at: string): AppliedChange | RejectedChange =>
  isActive(now)
    ? changed(now, { ...now, status: "inactive", expiresAt: at })
    : refused("no active membership to deactivate");

/**
 * Applies a change that takes effect at an instant.
 * @throws RangeError when the change lacks the plan or period of its kind; a retry cannot help
 */
export const changeMembership = (
  membership: Membership,
  change: RequestedChange,
  at: string,
): AppliedChange | RejectedChange => {
  const now = membershipAt(membership, at);
  switch (change.change) {
    case "activate":
      return activate(now, change, at);
    case "upgrade":
      return upgrade(now, change);
    case "deactivate":
      return deactivate(now, at);
    default: {
      const unknown: never = change.change;
      throw new RangeError(`no such membership change: ${String(unknown)}`);
    }
  }
};
