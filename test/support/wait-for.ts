/** Waiting for a condition, with a bound. */
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;

/**
 * Asks again and again until the answer is there.
 * @throws when it is not there in time, saying what was waited for
 */
export const waitFor = async <T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  patienceMs = 10_000,
): Promise<T> => {
  const end = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await delay(POLL_MS);
  }
};
