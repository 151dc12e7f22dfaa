/** Waiting for a condition, with a bound. */
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;

/**
 * Polls until there is a result.
 * @throws when it is not there in time, saying what was waited for
 */
export const waitFor = async <T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 10_000,
): Promise<T> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const result = await ask();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(POLL_MS);
  }
};
