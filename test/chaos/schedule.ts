/** Which disturbance comes when. The same seed makes the same schedule. */
import { type Random, seededRandom } from "../support/seeded-random.ts";
import { type Disturbance, LANES } from "./disturbances/disturbance.ts";

export type Scheduled = {
  /** How many requests have their response when it begins. */
  readonly after: number;
  readonly disturbance: Disturbance;
};

/** The share of the requests during which there are disturbances. */
const SHARE = 0.9;
const STREAM = 1_000;

const shuffled = <T>(items: readonly T[], random: Random): T[] => {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0]!);
};

/**
 * One list for each lane, in which each disturbance of the lane occurs `rounds` times.
 * @param requests how many requests the workload has
 */
export const makeSchedule = (
  seed: number,
  requests: number,
  disturbances: readonly Disturbance[],
  rounds: number,
): Scheduled[][] =>
  LANES.map((lane, index) => {
    const random = seededRandom(seed, STREAM + index);
    const own = disturbances.filter((one) => one.lane === lane);
    const sequence = Array.from({ length: rounds }, () => shuffled(own, random)).flat();
    const step = (requests * SHARE) / Math.max(1, sequence.length);
    return sequence.map((disturbance, place) => ({
      after: Math.floor((place + random.below(100) / 100) * step),
      disturbance,
    }));
  }).filter((lane) => lane.length > 0);
