/** Clocks that are stepped by minutes and hours, and back. The database keeps the right time. */
import { setTimeout as delay } from "node:timers/promises";
import type { Disturbance } from "./disturbance.ts";

const MINUTE_MS = 60_000;
const MIN_HOLD_MS = 1_000;
const MAX_HOLD_MS = 5_000;

const stepping = (name: string, maxMinutes: number, direction: 1 | -1): Disturbance => ({
  name: `the functions' clock steps ${name}`,
  lane: "services",
  strike: ({ stack, random }) =>
    stack.clock.step(direction * (1 + random.below(maxMinutes)) * MINUTE_MS, () =>
      delay(MIN_HOLD_MS + random.below(MAX_HOLD_MS - MIN_HOLD_MS)).then(() => {}),
    ),
});

export const clockDisturbances: readonly Disturbance[] = [
  stepping("minutes forward", 10, 1),
  stepping("minutes back", 10, -1),
  stepping("hours forward", 24 * 60, 1),
  stepping("hours back", 24 * 60, -1),
];
