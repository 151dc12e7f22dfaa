/** Resolves API keys, for the authorizer and for functions whose authorizer could not reach the database. */
import { DatabaseUnavailableError } from "../domain/errors.ts";
import type { Principal } from "../domain/scope.ts";
import { findPrincipal } from "../database/api-keys.ts";
import { hashApiKey } from "../database/api-key-text.ts";
import { millis, now } from "../runtime/clock.ts";
import { intakeDatabase } from "../runtime/database-pool.ts";

export type KnownKey = Principal & {
  /** Instant at which the key expires, or null. */
  readonly expiresAt: string | null;
};

export type KeyLookupResult =
  | { readonly kind: "known"; readonly key: KnownKey }
  | { readonly kind: "unknown" }
  /** The database is unavailable. */
  | { readonly kind: "unavailable" };

/** Together with API Gateway's cache of 30 s, a revoked key stops working within 60 s. */
const CACHE_TTL_MS = 25_000;
const MAX_CACHED_KEYS = 1_000;

const cache = new Map<string, { key: KnownKey; until: number }>();

/** For tests. */
export const clearKeyCache = (): void => cache.clear();

/** Whether a key that was valid when it was looked up has expired since. */
export const isExpired = (expiresAt: string | null | undefined, at: string): boolean =>
  expiresAt !== null && expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(at);

const addToCache = (id: string, key: KnownKey): void => {
  if (cache.size >= MAX_CACHED_KEYS) cache.delete(cache.keys().next().value!);
  cache.set(id, { key, until: millis() + CACHE_TTL_MS });
};

const lookUp = async (hash: Buffer, id: string): Promise<KeyLookupResult> => {
  try {
    const key = await findPrincipal(intakeDatabase(), hash, now());
    // An unknown key is not cached: it may be created a moment later.
    if (key === undefined) return { kind: "unknown" };
    addToCache(id, key);
    return { kind: "known", key };
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) return { kind: "unavailable" };
    throw error;
  }
};

/**
 * Looks up the key of a request, in the cache and then in the database.
 * @param authorization the Authorization header
 */
export const resolveKey = async (authorization: string | undefined): Promise<KeyLookupResult> => {
  const secret = /^Bearer +([A-Za-z0-9._~+/=-]{1,200}) *$/i.exec(authorization ?? "")?.[1];
  if (secret === undefined) return { kind: "unknown" };
  const hash = hashApiKey(secret);
  const id = hash.toString("base64");
  const cached = cache.get(id);
  if (cached !== undefined && millis() < cached.until)
    return isExpired(cached.key.expiresAt, now()) ? { kind: "unknown" } : { kind: "known", key: cached.key };
  cache.delete(id);
  return lookUp(hash, id);
};
