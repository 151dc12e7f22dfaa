/** Changes of JSON values and of texts, at random places. */
import type { Random } from "../support/seeded-random.ts";
import { hostileText, hostileValue, type Json } from "./hostile.ts";

const MAX_MUTATIONS = 3;

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mutateObject = (value: { readonly [name: string]: Json }, random: Random): Json => {
  const names = Object.keys(value);
  const name = names.length === 0 ? "added" : random.pick(names);
  const { [name]: chosen = null, ...rest } = value;
  if (random.chance(0.1)) return rest;
  if (random.chance(0.1)) return { ...value, [hostileText(random)]: hostileValue(random) };
  if (random.chance(0.05)) return { ...rest, [`${name}2`]: chosen };
  return { ...value, [name]: mutateOnce(chosen, random) };
};

/** Bodies over the API's limit are no larger than this: to make them takes time in which responses wait for the fuzzer. */
const MAX_REPEATED_LENGTH = 1_200_000;

const repetitionsOf = (value: Json): number =>
  Math.min(600, Math.ceil(MAX_REPEATED_LENGTH / JSON.stringify(value).length));

const mutateArray = (value: readonly Json[], random: Random): Json => {
  const index = random.below(value.length);
  const chosen = value[index]!;
  if (random.chance(0.1)) return value.toSpliced(index, 1);
  if (random.chance(0.1)) return [...value, chosen];
  if (random.chance(0.02)) return Array.from({ length: repetitionsOf(chosen) }, () => chosen);
  return value.with(index, mutateOnce(chosen, random));
};

const mutateScalar = (value: Json, random: Random): Json => {
  if (typeof value === "number" && random.chance(0.4)) return value + random.pick([-1, 1, 0.5, 1e9, -1e9]);
  if (typeof value === "string" && value !== "" && random.chance(0.3)) return mutateText(value, random);
  return hostileValue(random);
};

const mutateOnce = (value: Json, random: Random): Json => {
  if (random.chance(0.05)) return hostileValue(random);
  if (Array.isArray(value) && value.length > 0) return mutateArray(value, random);
  return isObject(value) ? mutateObject(value, random) : mutateScalar(value, random);
};

/** A value that differs from the given one in up to three places. */
export const mutateJson = (value: Json, random: Random): Json => {
  let mutated = value;
  for (let left = 1 + random.below(MAX_MUTATIONS); left > 0; left--) mutated = mutateOnce(mutated, random);
  return mutated;
};

/** A text from which something is cut, in which something is repeated or put in. */
export const mutateText = (text: string, random: Random): string => {
  const start = random.below(text.length + 1);
  const end = Math.min(text.length, start + random.below(20));
  const [before, chosen, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  switch (random.below(4)) {
    case 0:
      return before + after;
    case 1:
      return before + chosen.repeat(random.pick([2, 3, 100])) + after;
    case 2:
      return before + hostileText(random) + after;
    default:
      return before + chosen.toUpperCase() + after;
  }
};
