/**
 * The rules in force, kept in the container. A version is immutable, so it is parsed and compiled once; which version
 * counts is asked at most every two seconds, and exactly when a scheduled activation takes effect.
 */
import type { Catalogue } from "../domain/catalogue.ts";
import { AppError } from "../domain/errors.ts";
import { type CompiledRulebook, compile } from "../rulebook/compile.ts";
import { rulebookSchema } from "../rulebook/rulebook.ts";
import { findEntries } from "../database/catalogue.ts";
import { findRulebookJson, findRulesInForce, type RulesInForce } from "../database/rulebooks.ts";
import { millis, now } from "./clock.ts";
import { database } from "./database-pool.ts";

/** No version is active. Nothing can be decided until one is. */
export class NoActiveRulebookError extends AppError {
  constructor() {
    super("no rulebook is active", { name: "NoActiveRulebookError", retryable: true });
  }
}

export type LoadedRulebook = { readonly version: number; readonly compiled: CompiledRulebook };

export type Rules = {
  readonly active: LoadedRulebook;
  /** The version in the shadow: live orders are also decided by it, without effect. */
  readonly shadow: LoadedRulebook | undefined;
  /** The entries that the two may add for free. */
  readonly catalogue: Catalogue;
};

const CACHE_TTL_MS = 2_000;
const MAX_CACHED_VERSIONS = 20;

const compiledByVersion = new Map<number, LoadedRulebook>();
let cached: { rules: Rules; until: number } | undefined;
let refreshing: Promise<Rules> | undefined;
/** Counts the changes made by this container, so that a result read before a change is not cached. */
let changes = 0;

/**
 * The rulebook of a version, compiled.
 * @returns undefined when there is no such version
 */
export const loadRulebook = async (version: number): Promise<LoadedRulebook | undefined> => {
  const found = compiledByVersion.get(version);
  if (found !== undefined) return found;
  const program = await findRulebookJson(database(), version);
  if (program === undefined) return undefined;
  const loaded = { version, compiled: compile(rulebookSchema.parse(program)) };
  if (compiledByVersion.size >= MAX_CACHED_VERSIONS)
    compiledByVersion.delete(compiledByVersion.keys().next().value!);
  compiledByVersion.set(version, loaded);
  return loaded;
};

/** The SKUs that a rulebook may add for free. */
const freeItemSkus = ({ compiled }: LoadedRulebook): string[] =>
  compiled.rules.flatMap((rule) => rule.freeItemActions.map((gift) => gift.sku));

/** The current catalogue entries of the items that the given rulebooks may add for free. */
export const catalogueFor = (rulebooks: readonly LoadedRulebook[]): Promise<Catalogue> =>
  findEntries(database(), [...new Set(rulebooks.flatMap(freeItemSkus))]);

const validUntil = (inForce: RulesInForce, asked: number): number =>
  Math.min(
    asked + CACHE_TTL_MS,
    inForce.nextFrom === null ? Number.POSITIVE_INFINITY : Date.parse(inForce.nextFrom),
  );

const refresh = async (): Promise<Rules> => {
  const asked = millis();
  const before = changes;
  const inForce = await findRulesInForce(database(), now());
  const active = inForce.active === null ? undefined : await loadRulebook(inForce.active);
  if (active === undefined) throw new NoActiveRulebookError();
  const shadow = inForce.shadow === null ? undefined : await loadRulebook(inForce.shadow);
  const catalogue = await catalogueFor(shadow === undefined ? [active] : [active, shadow]);
  const rules = { active, shadow, catalogue };
  if (changes === before) cached = { rules, until: validUntil(inForce, asked) };
  return rules;
};

/** The rules by which an order received now is decided. */
export const currentRules = (): Promise<Rules> => {
  if (cached !== undefined && millis() < cached.until) return Promise.resolve(cached.rules);
  if (refreshing !== undefined) return refreshing;
  const mine = refresh().finally(() => {
    if (refreshing === mine) refreshing = undefined;
  });
  refreshing = mine;
  return mine;
};

/** Discards the cache, after this container changed the rules or the catalogue. */
export const clearRulesCache = (): void => {
  changes++;
  cached = undefined;
  refreshing = undefined;
};
