/**
 * The rules in force, kept in the container for each client. A version is immutable, so it is parsed and compiled once;
 * which version counts is asked at most every two seconds, and exactly when a scheduled activation takes effect, together
 * with the client's catalogue. While the database does not say, the last known rules count.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Catalogue } from "../domain/catalogue.ts";
import { AppError, DatabaseUnavailableError, errorLine } from "../domain/errors.ts";
import { type CompiledRulebook, compile } from "../rulebook/compile.ts";
import { rulebookSchema } from "../rulebook/rulebook.ts";
import { findEntries, findEntriesByClient } from "../database/catalogue.ts";
import { findRulebookJson, findRulesInForce, type RulesInForce } from "../database/rulebooks.ts";
import { millis, now } from "./clock.ts";
import { intakeDatabase } from "./database-pool.ts";
import type { Lists } from "../rulebook/decision-inputs.ts";
import { currentLists } from "./list-cache.ts";
import { logger } from "./logger.ts";

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
  /** Those entries of the client's catalogue that the two may add for free. */
  readonly catalogue: Catalogue;
  /** The current versions of the lists that the two look into. */
  readonly lists: Lists;
  /** Whether one of the two reads what the customer had before. */
  readonly readsHistory: boolean;
  /** Whether one of the two pays the managers of agents. */
  readonly readsManagers: boolean;
};

/** A stored version cannot be parsed or compiled. Activating another version ends the error. */
export class RulebookLoadError extends AppError {
  constructor(version: number, cause: unknown) {
    super(`rulebook ${version} cannot be loaded`, { name: "RulebookLoadError", retryable: true, cause });
  }
}

type Refresh = { readonly rules: Promise<Rules>; readonly started: number };

const CACHE_TTL_MS = 2_000;
const MAX_CACHED_VERSIONS = 20;
const MAX_CACHED_CLIENTS = 1_000;
/** How long an order waits for a refresh when there are last known rules. */
const REFRESH_WAIT_MS = 500;
/** A refresh that takes longer is abandoned; the next order starts another. */
const REFRESH_TIMEOUT_MS = 5_000;

const compiledByVersion = new Map<number, LoadedRulebook>();
/** What is known for a client. */
type ClientRules = { cached?: { rules: Rules; until: number }; refreshing?: Refresh | undefined };
const rulesByClient = new Map<string, ClientRules>();
/** Counts the changes made by this container, so that a result read before a change is not cached. */
let changes = 0;

const compileStored = (version: number, program: unknown): CompiledRulebook => {
  try {
    return compile(rulebookSchema.parse(program));
  } catch (error) {
    throw new RulebookLoadError(version, error);
  }
};

/**
 * The rulebook of a version, compiled.
 * @returns undefined when there is no such version
 * @throws RulebookLoadError
 */
export const loadRulebook = async (version: number): Promise<LoadedRulebook | undefined> => {
  const found = compiledByVersion.get(version);
  if (found !== undefined) return found;
  const program = await findRulebookJson(intakeDatabase(), version);
  if (program === undefined) return undefined;
  const loaded = { version, compiled: compileStored(version, program) };
  if (compiledByVersion.size >= MAX_CACHED_VERSIONS)
    compiledByVersion.delete(compiledByVersion.keys().next().value!);
  compiledByVersion.set(version, loaded);
  return loaded;
};

type Compiled = Pick<LoadedRulebook, "compiled">;

/** The SKUs that rulebooks may add for free. */
const freeItemSkus = (rulebooks: readonly Compiled[]): string[] => [
  ...new Set(
    rulebooks.flatMap(({ compiled }) =>
      compiled.rules.flatMap((rule) => rule.freeItemActions.map((gift) => gift.sku)),
    ),
  ),
];

/** A client's current catalogue entries of the items that the given rulebooks may add for free. */
export const catalogueFor = (clientId: string, rulebooks: readonly Compiled[]): Promise<Catalogue> =>
  findEntries(intakeDatabase(), clientId, freeItemSkus(rulebooks));

/** The same of every client, by client. */
export const cataloguesFor = (rulebooks: readonly Compiled[]): Promise<ReadonlyMap<string, Catalogue>> =>
  findEntriesByClient(intakeDatabase(), freeItemSkus(rulebooks));

/** The lists that the given rulebooks look into. */
export const listIdsOf = (rulebooks: readonly Compiled[]): string[] => [
  ...new Set(rulebooks.flatMap(({ compiled }) => compiled.inputs.lists)),
];

const validUntil = (inForce: RulesInForce, asked: number): number =>
  Math.min(
    asked + CACHE_TTL_MS,
    inForce.nextFrom === null ? Number.POSITIVE_INFINITY : Date.parse(inForce.nextFrom),
  );

/** A shadow that cannot be loaded is reported and left out: it must not stop an order. */
const loadShadow = async (version: number): Promise<LoadedRulebook | undefined> => {
  try {
    return await loadRulebook(version);
  } catch (error) {
    if (!(error instanceof RulebookLoadError)) throw error;
    logger.error("the shadow rulebook cannot be loaded", { version, error: errorLine(error) });
    return undefined;
  }
};

const refresh = async (clientId: string, state: ClientRules): Promise<Rules> => {
  const asked = millis();
  const before = changes;
  const inForce = await findRulesInForce(intakeDatabase(), now());
  const active = inForce.active === null ? undefined : await loadRulebook(inForce.active);
  if (active === undefined) throw new NoActiveRulebookError();
  const shadow = inForce.shadow === null ? undefined : await loadShadow(inForce.shadow);
  const loaded = shadow === undefined ? [active] : [active, shadow];
  const [catalogue, lists] = await Promise.all([
    catalogueFor(clientId, loaded),
    currentLists(listIdsOf(loaded)),
  ]);
  const readsHistory = loaded.some(({ compiled }) => compiled.inputs.history);
  const readsManagers = loaded.some(({ compiled }) => compiled.inputs.managers);
  const rules = { active, shadow, catalogue, lists, readsHistory, readsManagers };
  if (changes === before) state.cached = { rules, until: validUntil(inForce, asked) };
  return rules;
};

const limited = (rules: Promise<Rules>): Promise<Rules> =>
  Promise.race([
    rules,
    delay(REFRESH_TIMEOUT_MS, undefined, { ref: false }).then(() => {
      throw new DatabaseUnavailableError(new Error("the refresh of the rules took too long"));
    }),
  ]);

/** Concurrent orders of a client share one refresh. */
const currentRefresh = (clientId: string, state: ClientRules): Refresh => {
  if (state.refreshing !== undefined) return state.refreshing;
  const rules = limited(refresh(clientId, state)).finally(() => {
    if (state.refreshing === mine) state.refreshing = undefined;
  });
  // An order that goes on with the last known rules does not wait for the result.
  rules.catch(() => {});
  const mine = { rules, started: millis() };
  state.refreshing = mine;
  return mine;
};

const goOnWith = (known: Rules, reason: string): Rules => {
  logger.warn("the last known rules count: they cannot be refreshed", {
    version: known.active.version,
    reason,
  });
  return known;
};

/** The rules, or undefined when the refresh is late. */
const inTime = ({ rules, started }: Refresh): Promise<Rules | undefined> =>
  Promise.race([rules, delay(Math.max(0, started + REFRESH_WAIT_MS - millis()), undefined, { ref: false })]);

const stateOf = (clientId: string): ClientRules => {
  const found = rulesByClient.get(clientId);
  if (found !== undefined) return found;
  if (rulesByClient.size >= MAX_CACHED_CLIENTS) rulesByClient.delete(rulesByClient.keys().next().value!);
  const state: ClientRules = {};
  rulesByClient.set(clientId, state);
  return state;
};

/** The rules by which an order of a client received now is decided. */
export const currentRules = async (clientId: string): Promise<Rules> => {
  const state = stateOf(clientId);
  const { cached } = state;
  if (cached !== undefined && millis() < cached.until) return cached.rules;
  const known = cached?.rules;
  const running = currentRefresh(clientId, state);
  if (known === undefined) return running.rules;
  try {
    return (await inTime(running)) ?? goOnWith(known, "no response in time");
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError || error instanceof RulebookLoadError)) throw error;
    return goOnWith(known, errorLine(error));
  }
};

/** Loads the rulebook in force. @throws NoActiveRulebookError, RulebookLoadError, DatabaseUnavailableError */
export const loadActiveRulebook = async (): Promise<void> => {
  const { active } = await findRulesInForce(intakeDatabase(), now());
  if (active === null || (await loadRulebook(active)) === undefined) throw new NoActiveRulebookError();
};

/** Discards the cache, after this container changed the rules or the catalogue. */
export const clearRulesCache = (): void => {
  changes++;
  rulesByClient.clear();
};
