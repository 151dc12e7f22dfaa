/**
 * Takes back what an order has done to a membership, because the order was cancelled. It goes by the history: bought time is
 * taken from the end of the paid time that it was added to, and an upgrade goes back to the plan before. Pure.
 */
import { type Membership, type MembershipEventKind, membershipAt, type Rejection } from "./membership.ts";
import { endOfPaidTime, inferPaidTime, NO_TIME, type PaidTime, shortenPaidTime } from "./paid-time.ts";
import { err, ok, type Result } from "./result.ts";

/** What is cancelled: the task whose change is taken back, and the time; without one, an upgrade. */
export type CancelledChange = { readonly taskId: string; readonly period?: string | undefined };

/** An event of the history. */
export type PastChange = {
  /** Null for `expire`. */
  readonly taskId: string | null;
  readonly change: MembershipEventKind;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  /** Of an activation: the time that it gave. */
  readonly period?: string | undefined;
  /** Of a cancellation: what it has taken back. */
  readonly cancels?: CancelledChange | undefined;
};

/** Why nothing is taken: the membership that the change was part of has ended, or ended and a newer one has begun. */
export const NOTHING_TAKEN = ["ended", "newer-membership"] as const;

export type TakenBack = {
  readonly membership: Membership;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  /** The time, of an activation. */
  readonly takenBack?: string;
  /** Then the membership is the same as before. */
  readonly nothingTaken?: (typeof NOTHING_TAKEN)[number];
};

const planOf = ({ status, plan }: Membership): string | null => (status === "active" ? plan : null);

const taken = (before: Membership, after: Membership, takenBack?: string): TakenBack => ({
  membership: after,
  planBefore: planOf(before),
  planAfter: planOf(after),
  ...(takenBack === undefined ? {} : { takenBack }),
});

const rejected = (code: "no-membership-change" | "later-change", reason: string): Result<never, Rejection> =>
  err({ reason, cause: { code } });

/** An activation without an active membership begins a new paid time; none of it is that of an earlier order. */
const beginsAnew = ({ change, planBefore }: PastChange): boolean =>
  change === "activate" && planBefore === null;

const sumOf = (periods: readonly string[]): PaidTime =>
  periods.reduce((sum, period) => shortenPaidTime(sum, period), NO_TIME);

/** Whether cancellations have taken all of a change back. */
const isTakenBack = ({ taskId, change, period }: PastChange, history: readonly PastChange[]): boolean => {
  const cancelled = history.flatMap(({ cancels }) => (cancels?.taskId === taskId ? [cancels] : []));
  if (change !== "activate") return cancelled.length > 0;
  const given = sumOf(period === undefined ? [] : [period]);
  const back = sumOf(cancelled.flatMap((one) => one.period ?? []));
  return given.months === back.months && given.days === back.days;
};

const timeTakenBack = (now: Membership, period: string, at: string): TakenBack => {
  const { since, expiresAt } = now;
  const paid = shortenPaidTime(now.paid ?? inferPaidTime(since!, expiresAt!), period);
  const end = endOfPaidTime(paid)!;
  if (Date.parse(end) <= Date.parse(at))
    return taken(now, { ...now, status: "inactive", expiresAt: at, paid: undefined }, period);
  // The time of a membership of an older version is not counted from its beginning.
  const isCounted = paid.months >= 0 && paid.days >= 0;
  return taken(
    now,
    { ...now, expiresAt: end, paid: isCounted ? paid : { from: end, months: 0, days: 0 } },
    period,
  );
};

const upgradeTakenBack = (
  now: Membership,
  { planBefore, planAfter }: PastChange,
  later: readonly PastChange[],
): Result<TakenBack, Rejection> => {
  const builtOn = later.find(
    (one) => (one.change === "activate" || one.change === "upgrade") && !isTakenBack(one, later),
  );
  if (builtOn !== undefined || now.plan !== planAfter) {
    const what = builtOn?.change === "activate" ? `an extension of ${planAfter}` : `a change to ${now.plan}`;
    return rejected("later-change", `${what} came after the upgrade to ${planAfter}, and stays`);
  }
  return ok(taken(now, { ...now, plan: planBefore }));
};

/**
 * Takes back a change of the history.
 * @param history of the membership, in order
 * @param at when the cancellation was accepted, RFC 3339
 * @returns the changed membership, or why the cancellation is rejected
 * @throws RangeError when the change cannot be taken back, or the period is not one
 */
export const takeBack = (
  membership: Membership,
  history: readonly PastChange[],
  { taskId, period }: CancelledChange,
  at: string,
): Result<TakenBack, Rejection> => {
  const index = history.findIndex((one) => one.taskId === taskId);
  const undone = history[index];
  if (undone === undefined) return rejected("no-membership-change", "the cancelled change is not there");
  const now = membershipAt(membership, at);
  const later = history.slice(index + 1);
  if (later.some(beginsAnew)) return ok({ ...taken(now, membership), nothingTaken: "newer-membership" });
  if (now.status !== "active") return ok({ ...taken(now, membership), nothingTaken: "ended" });
  if (undone.change === "upgrade") return upgradeTakenBack(now, undone, later);
  if (undone.change !== "activate" || period === undefined)
    throw new RangeError(`${undone.change} cannot be taken back`);
  return ok(timeTakenBack(now, period, at));
};
