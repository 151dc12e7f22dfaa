/**
 * The only module that reads the clock. All other modules get the time as an argument.
 *
 * Instants of several processes are compared: the end of a lease, when a task was queued. So the time is that of a reference
 * instant, normally taken from the database (database-clock.ts), and of the monotonic clock since then. A step of the clock of
 * the machine changes nothing.
 */
import { setTimeout as delay } from "node:timers/promises";

/** What the clocks showed at the same moment, in milliseconds. */
type Reference = {
  /** The time. */
  readonly time: number;
  /** The clock of the machine, which may be stepped. */
  readonly wall: number;
  readonly monotonic: number;
};

/** Two clocks that ran differently for longer than this were stepped, or one of them stood still. */
const MAX_DIVERGENCE_MS = 500;

let reference: Reference | undefined;
let followsMachine = false;

/** Lets the time continue from an instant, in milliseconds since the epoch. */
export const continueFrom = (time: number): void => {
  reference = { time, wall: Date.now(), monotonic: performance.now() };
};

/** Takes the clock of the machine as it is, from now on. For tests that set it. */
export const followMachineClock = (): void => {
  reference = undefined;
  followsMachine = true;
};

/** Whether there is no reference instant, or the clock of the machine was stepped since. */
export const needsReference = (): boolean => {
  if (followsMachine || reference === undefined) return !followsMachine;
  const { wall, monotonic } = reference;
  return Math.abs(Date.now() - wall - (performance.now() - monotonic)) > MAX_DIVERGENCE_MS;
};

/** Milliseconds since the epoch, for caches and timings; rounded up, so that nothing stored before is later. */
export const millis = (): number =>
  reference === undefined ? Date.now() : Math.ceil(reference.time + performance.now() - reference.monotonic);

/** This instant as RFC 3339 text in UTC, with milliseconds. */
export const now = (): string => new Date(millis()).toISOString();

/** The instant `seconds` after another. */
export const addSeconds = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

/** Waits until an instant, in milliseconds since the epoch. */
export type SleepUntil = (instant: number) => Promise<void>;

export const sleepUntil: SleepUntil = async (instant) => {
  const wait = instant - millis();
  if (wait > 0) await delay(wait);
};
