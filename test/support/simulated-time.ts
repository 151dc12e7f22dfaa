/** Simulated time: it passes only while everything that was started sleeps, so that real parts take no time in it. */
import { vi } from "vitest";
import { followMachineClock, type SleepUntil } from "../../lib/runtime/clock.ts";

export type SimulatedTime = {
  /** Runs work during which no time passes but what it sleeps. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Only for use within `run`. */
  readonly sleepUntil: SleepUntil;
};

/** Simulates the clock of this process from now on; `vi.useRealTimers()` ends it. */
export const simulateTime = (): SimulatedTime => {
  followMachineClock();
  vi.useFakeTimers({ toFake: ["Date"] });
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let awake = 0;
  const wakeNext = (): void => {
    if (awake > 0 || sleepers.length === 0) return;
    const next = sleepers.reduce((first, one) => (one.until < first.until ? one : first));
    sleepers.splice(sleepers.indexOf(next), 1);
    vi.setSystemTime(Math.max(Date.now(), next.until));
    awake += 1;
    next.wake();
  };
  const rest = (): void => {
    awake -= 1;
    setImmediate(wakeNext);
  };
  return {
    run: async (work) => {
      awake += 1;
      return work().finally(rest);
    },
    sleepUntil: async (until) => {
      if (until <= Date.now()) return;
      const woken = new Promise<void>((wake) => void sleepers.push({ until, wake }));
      rest();
      await woken;
    },
  };
};
