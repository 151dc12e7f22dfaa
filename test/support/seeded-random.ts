/** Random choices that depend on a seed alone. */

export type Random = {
  /** A whole number from 0 to `end - 1`. */
  below(end: number): number;
  pick<T>(items: readonly T[]): T;
  /** Whether something with this probability happens. */
  chance(probability: number): boolean;
};

const GOLDEN = 0x9e3779b9;

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to choose inputs. */
const mulberry32 = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** @param stream one of many independent sequences of the same seed */
export const seededRandom = (seed: number, stream = 0): Random => {
  const next = mulberry32(Math.imul(seed ^ Math.imul(stream + 1, GOLDEN), GOLDEN));
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    pick: (items) => items[below(items.length)]!,
    chance: (probability) => next() < probability,
  };
};
