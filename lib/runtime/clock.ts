/** The only module that reads the clock. All other modules get the time as an argument. */
import { setTimeout as delay } from "node:timers/promises";

/** This instant as RFC 3339 text in UTC, with milliseconds. */
export const now = (): string => new Date().toISOString();

/** The instant `seconds` after another. */
export const addSeconds = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

/** Milliseconds since the epoch, for caches and timings. */
export const millis = (): number => Date.now();

/** Waits until an instant, in milliseconds since the epoch. */
export type SleepUntil = (instant: number) => Promise<void>;

export const sleepUntil: SleepUntil = async (instant) => {
  const wait = instant - millis();
  if (wait > 0) await delay(wait);
};
