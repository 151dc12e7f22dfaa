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
    super("no rulebook is active", { retry: true });
  }
}

export type LoadedRulebook = { readonly version: number; readonly compiled: CompiledRulebook };

export type Rules = {
  readonly active: LoadedRulebook;
  /** The draft that live orders are also decided under, without acting. */
  readonly shadow: LoadedRulebook | undefined;
  /** The entries that the two may add for free. */
  readonly catalogue: Catalogue;
};

const CHECK_EVERY_MS = 2_000;
const MOST_KEPT = 20;

const compiledByVersion = new Map<number, LoadedRulebook>();
let kept: { rules: Rules; until: number } | undefined;
let refreshing: Promise<Rules> | undefined;
/** Counts what this container changed itself, so that an answer asked for before is not kept. */
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
  if (compiledByVersion.size >= MOST_KEPT) compiledByVersion.delete(compiledByVersion.keys().next().value!);
  compiledByVersion.set(version, loaded);
  return loaded;
};

/** The SKUs that a rulebook may add for free. */
const giftSkus = ({ compiled }: LoadedRulebook): string[] =>
  compiled.rules.flatMap((rule) => rule.freeItemActions.map((gift) => gift.sku));

/** The catalogue's entries that the given rulebooks draw on, as they are now. */
export const catalogueFor = (rulebooks: readonly LoadedRulebook[]): Promise<Catalogue> =>
  findEntries(database(), [...new Set(rulebooks.flatMap(giftSkus))]);

const validUntil = (inForce: RulesInForce, asked: number): number =>
  Math.min(
    asked + CHECK_EVERY_MS,
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
  if (changes === before) kept = { rules, until: validUntil(inForce, asked) };
  return rules;
};

/** The rules that an order coming in now is decided under. */
export const currentRules = (): Promise<Rules> => {
  if (kept !== undefined && millis() < kept.until) return Promise.resolve(kept.rules);
  if (refreshing !== undefined) return refreshing;
  const mine = refresh().finally(() => {
    if (refreshing === mine) refreshing = undefined;
  });
  refreshing = mine;
  return mine;
};

/** Asks again at the next order: this container just changed the rules or the catalogue. */
export const clearRulesCache = (): void => {
  changes++;
  kept = undefined;
  refreshing = undefined;
};
