/** Decides when mails may be sent: the pace that SES allows, its daily quota, and a circuit breaker. Pure. */
import type { SendQuota } from "../../lib/runtime/mail-quota.ts";

/** What all containers that send mail share; instants in milliseconds since the epoch. */
export type SendingState = {
  readonly nextSendAt: number;
  readonly quota: SendQuota | undefined;
  /** Mails per second below the quota, while SES throttles. */
  readonly learnedRate: number | undefined;
  readonly learnedAt: number;
  /** Calls in a row that SES did not respond to, or refused for a reason outside the mail. */
  readonly failures: number;
  /** Pauses in a row. */
  readonly pauses: number;
  readonly pausedUntil: number;
  readonly pauseReason: string | undefined;
};

export type SendPlan =
  /** When each mail may be sent; possibly fewer than requested, or none in the time that is left. */
  | { readonly kind: "slots"; readonly slots: readonly number[]; readonly nextSlot: number }
  | { readonly kind: "paused"; readonly until: number; readonly reason: string }
  | { readonly kind: "quotaUsedUp" };

/** The results of some calls, counted. */
export type SendResults = {
  /** SES accepted or refused the mail itself. */
  readonly responded: number;
  readonly accepted: number;
  readonly throttled: number;
  /** No response, or a refusal that every mail gets. */
  readonly troubled: number;
  readonly lastError?: string | undefined;
};

/** Below what SES allows, because the network delivers evenly spaced calls unevenly. */
const SHARE_OF_QUOTA = 0.93;
/** The rate assumed when SES throttles and reports no quota: the lowest of an account outside the sandbox. */
const FIRST_RATE = 14;
const MIN_RATE = 0.5;
const LOWER = 0.85;
const RAISE = 1.08;
const LEARN_INTERVAL_MS = 1_000;

/** Failures in a row after which no mail is sent for a while. */
export const FAILURES_TO_PAUSE = 3;
const FIRST_PAUSE_MS = 30_000;
const MAX_PAUSE_MS = 900_000;

/** Mails per second; infinite while SES has reported no quota and throttled nothing. */
export const rateOf = ({ quota, learnedRate }: Pick<SendingState, "quota" | "learnedRate">): number =>
  Math.min(
    quota === undefined ? Number.POSITIVE_INFINITY : quota.rate * SHARE_OF_QUOTA,
    learnedRate ?? Number.POSITIVE_INFINITY,
  );

const pauseMs = (pauses: number): number => Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pauses);

const leftToday = ({ quota }: SendingState): number =>
  quota === undefined || quota.day < 0 ? Number.POSITIVE_INFINITY : Math.floor(quota.day - quota.sentDay);

export type SlotRequest = {
  readonly now: number;
  readonly count: number;
  /** No slot is later. */
  readonly horizon: number;
  /** The slots are within this time. */
  readonly windowMs: number;
};

/** Reserves the next slots of the token bucket. */
export const planSends = (
  state: SendingState,
  { now, count, horizon, windowMs }: SlotRequest,
): { readonly plan: SendPlan; readonly state: SendingState } => {
  if (state.pausedUntil > now)
    return {
      plan: { kind: "paused", until: state.pausedUntil, reason: state.pauseReason ?? "paused" },
      state,
    };
  const left = leftToday(state);
  if (left <= 0) return { plan: { kind: "quotaUsedUp" }, state };
  // After a pause one mail is sent. Until its result is recorded the other containers stay paused.
  const isProbe = state.failures >= FAILURES_TO_PAUSE;
  const wanted = Math.min(isProbe ? 1 : count, left);
  const interval = 1000 / rateOf(state);
  const first = Math.max(now, state.nextSendAt);
  const last = Math.min(horizon, first + windowMs);
  const available = first > last ? 0 : Math.floor((last - first) / interval) + 1;
  const slots = Array.from({ length: Math.min(wanted, available) }, (_, index) => first + index * interval);
  // Without a limit there is nothing to keep apart.
  const nextSendAt = interval === 0 ? state.nextSendAt : first + slots.length * interval;
  const pausedUntil = isProbe && slots.length > 0 ? now + FIRST_PAUSE_MS : state.pausedUntil;
  return {
    plan: { kind: "slots", slots, nextSlot: nextSendAt },
    state: { ...state, nextSendAt, pausedUntil },
  };
};

const learn = (state: SendingState, { accepted, throttled }: SendResults, now: number): SendingState => {
  // Results within a second belong to the same rate.
  if (now - state.learnedAt < LEARN_INTERVAL_MS) return state;
  const rate = rateOf(state);
  if (throttled > 0) {
    const lowered = Number.isFinite(rate) ? Math.max(MIN_RATE, rate * LOWER) : FIRST_RATE;
    return { ...state, learnedRate: lowered, learnedAt: now };
  }
  if (state.learnedRate === undefined || accepted === 0) return state;
  const raised = state.learnedRate * RAISE;
  const isBackAtQuota = state.quota !== undefined && raised >= state.quota.rate * SHARE_OF_QUOTA;
  return { ...state, learnedRate: isBackAtQuota ? undefined : raised, learnedAt: now };
};

const countFailures = (state: SendingState, results: SendResults, now: number): SendingState => {
  if (results.responded > 0 || (results.troubled === 0 && results.throttled > 0))
    return { ...state, failures: 0, pauses: 0, pausedUntil: 0, pauseReason: undefined };
  if (results.troubled === 0) return state;
  const failures = state.failures + results.troubled;
  if (failures < FAILURES_TO_PAUSE) return { ...state, failures };
  return {
    ...state,
    failures,
    pauses: state.pauses + 1,
    pausedUntil: Math.max(state.pausedUntil, now + pauseMs(state.pauses)),
    pauseReason: results.lastError,
  };
};

/** The state after some calls. */
export const afterResults = (state: SendingState, results: SendResults, now: number): SendingState => {
  const { quota } = state;
  const counted =
    quota === undefined
      ? state
      : { ...state, quota: { ...quota, sentDay: quota.sentDay + results.accepted } };
  return countFailures(learn(counted, results, now), results, now);
};
