/** Processes that are killed, or that stop for a while. */
import { setTimeout as delay } from "node:timers/promises";
import {
  kill,
  type Part,
  pause,
  postgresProcesses,
  processesOf,
  SERVICES,
  untilAllRun,
} from "../stack/parts.ts";
import type { Disturbance } from "./disturbance.ts";

const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 5_000;
/** A killed service is back before the next disturbance in this many of ten cases. */
const WAITS_OF_TEN = 7;

const killing = (name: string, parts: readonly Part[]): Disturbance => ({
  name: `kill -9 of ${name}`,
  lane: "processes",
  strike: async ({ random }) => {
    const killed = await kill(parts.flatMap((part) => processesOf(part)));
    if (random.below(10) < WAITS_OF_TEN) await untilAllRun();
    return killed;
  },
});

const killingOne = (part: Part): Disturbance => ({
  name: `kill -9 of ${part}`,
  lane: "processes",
  strike: async ({ random }) => {
    const all = processesOf(part);
    return all.length === 0 ? 0 : kill([random.pick(all)]);
  },
});

const pausing = (name: string, find: () => ReturnType<typeof processesOf>): Disturbance => ({
  name: `a pause of ${name}`,
  lane: "processes",
  strike: ({ random }) =>
    pause(find(), () => delay(MIN_PAUSE_MS + random.below(MAX_PAUSE_MS - MIN_PAUSE_MS)).then(() => {})),
});

export const kills: readonly Disturbance[] = [
  ...SERVICES.map((service) => killing(service, [service])),
  killingOne("a connection's Postgres process"),
  killing("all at once", SERVICES),
];

export const pauses: readonly Disturbance[] = [
  ...SERVICES.filter((service) => service !== "Postgres").map((service) =>
    pausing(service, () => processesOf(service)),
  ),
  pausing("Postgres", postgresProcesses),
];
