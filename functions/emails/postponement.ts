/** When a mail that was not sent is tried again, and when it is not. Pure but for the jitter. */
import { addSeconds } from "../../lib/runtime/clock.ts";
import { withJitter } from "../../lib/runtime/ids.ts";

const FIRST_SECONDS = 30;
const MAX_SECONDS = 900;
/** SES may accept a mail that it did not respond to. A second send is made minutes later, when SES responds again. */
const UNKNOWN_SECONDS = 150;

/** The sends that a mail gets when the outcome of the first is unknown. */
export const MAX_UNKNOWN_SENDS = 2;

/** Why a mail is not sent a third time. */
export const OUTCOME_UNKNOWN = {
  reason: "attempts used up; SES did not respond to two sends, so it is unknown whether the mail was sent",
  cause: { code: "attempts-used-up" },
} as const;

/** An error that is not known to be outside the mail is retried for so long: three days, as mail servers do. */
const MAX_UNEXPLAINED_MS = 3 * 86_400_000;

const clamp = (seconds: number): number => Math.min(MAX_SECONDS, Math.max(FIRST_SECONDS, seconds));

/** 30 seconds, 1, 2, 4, 8, then 15 minutes, each with jitter. */
export const unavailableSeconds = (postponements: number): number =>
  clamp(withJitter(Math.min(MAX_SECONDS, FIRST_SECONDS * 2 ** Math.min(postponements, 10))));

/** Two to three minutes. */
export const unknownSeconds = (): number => Math.max(120, withJitter(UNKNOWN_SECONDS));

/** The end of a pause, with some seconds more so that not all mails come at once. */
export const afterPause = (until: number, now: string): string =>
  addSeconds(now, Math.max(0, (until - Date.parse(now)) / 1000) + withJitter(10));

export const isUnexplainedTooLong = (postponedSince: string | null, now: string): boolean =>
  postponedSince !== null && Date.parse(now) - Date.parse(postponedSince) > MAX_UNEXPLAINED_MS;
