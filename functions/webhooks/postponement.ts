/** When a webhook that was not accepted is sent again, and when its connection is. Pure. */

/** Seconds: of the first repetition, the longest wait, and the longest pause of a connection. */
export type Waits = { readonly first: number; readonly max: number; readonly maxPause: number };

export const CLOUD_WAITS: Waits = { first: 10, max: 3_600, maxPause: 600 };
/** With jitter, the relay and the queue: a repetition within 30 seconds. */
export const LOCAL_WAITS: Waits = { first: 3, max: 15, maxPause: 10 };

/** A webhook that no attempt delivered is given up after three days, as Standard Webhooks suggests. */
const MAX_POSTPONED_MS = 3 * 86_400_000;
/** A single slow attempt may be due to one webhook; more in a row are trouble of the receiver. */
const FAILURES_UNTIL_PAUSE = 3;
const FIRST_PAUSE_SECONDS = 5;

const doubled = (first: number, times: number, max: number): number =>
  Math.min(max, first * 2 ** Math.min(times, 20));

/**
 * Seconds until the next attempt, before jitter.
 * @param postponements how often the webhook was postponed in a row
 */
export const waitSeconds = (waits: Waits, postponements: number, retryAfter: number | undefined): number =>
  Math.min(waits.max, Math.max(doubled(waits.first, postponements, waits.max), retryAfter ?? 0));

/**
 * Seconds for which nothing is sent to a connection, so that a receiver in trouble does not take the time of others. 0: no
 * pause.
 * @param failures the slow attempts in a row without a decision
 */
export const pauseSeconds = (waits: Waits, failures: number, retryAfter: number | undefined): number => {
  const own =
    failures < FAILURES_UNTIL_PAUSE
      ? 0
      : doubled(FIRST_PAUSE_SECONDS, failures - FAILURES_UNTIL_PAUSE, waits.maxPause);
  return Math.max(own, Math.min(waits.maxPause, retryAfter ?? 0));
};

export const isGivenUp = (postponedSince: string | null, now: string): boolean =>
  postponedSince !== null && Date.parse(now) - Date.parse(postponedSince) >= MAX_POSTPONED_MS;

/** A `Retry-After` header in seconds from now; undefined when it is neither a number of seconds nor a date. */
export const retryAfterSeconds = (header: string | undefined, now: string): number | undefined => {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.parse(now)) / 1000);
};
