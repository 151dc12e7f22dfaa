/** Resolves API keys, for the authorizer and for functions whose authorizer could not reach the database. */
import { DatabaseUnavailableError, errorLine } from "../domain/errors.ts";
import type { Principal } from "../domain/scope.ts";
import { findPrincipal, hasUncheckedKeys, type KeyPrincipal, recordKeyUse } from "../database/api-keys.ts";
import { hashApiKey, keyFormOf } from "../database/api-key-text.ts";
import { millis, now } from "../runtime/clock.ts";
import { database, intakeDatabase } from "../runtime/database-pool.ts";
import { logger } from "../runtime/logger.ts";

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

/** False once it is known that no valid key lacks a checksum. Such keys are no longer created, so it stays false. */
let mayHaveUncheckedKeys = true;

/** For tests. */
export const clearKeyCache = (): void => {
  cache.clear();
  mayHaveUncheckedKeys = true;
};

/** Whether a key that was valid when it was looked up has expired since. */
export const isExpired = (expiresAt: string | null | undefined, at: string): boolean =>
  expiresAt !== null && expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(at);

const addToCache = (id: string, key: KnownKey): void => {
  if (cache.size >= MAX_CACHED_KEYS) cache.delete(cache.keys().next().value!);
  cache.set(id, { key, until: millis() + CACHE_TTL_MS });
};

const USE_INTERVAL_MS = 60_000;
const RECORD_TIMEOUT_MS = 1_000;

// The request neither waits for it nor fails with it.
const recordUse = ({ keyId, lastUsedAt }: KeyPrincipal): void => {
  if (lastUsedAt !== null && millis() - Date.parse(lastUsedAt) < USE_INTERVAL_MS) return;
  const sql = database().withLimit({ timeoutMs: RECORD_TIMEOUT_MS, attempts: 1 });
  recordKeyUse(sql, keyId, now()).catch((error: unknown) =>
    logger.warn("the last use of a key was not recorded", { keyId, error: errorLine(error) }),
  );
};

/** Whether a text can be no key. It takes one query at most, for the first text of the form that has no checksum. */
const isInvalid = async (secret: string): Promise<boolean> => {
  const form = keyFormOf(secret);
  if (form === "unchecked" && mayHaveUncheckedKeys)
    mayHaveUncheckedKeys = await hasUncheckedKeys(intakeDatabase(), now());
  return form === "invalid" || (form === "unchecked" && !mayHaveUncheckedKeys);
};

const lookUp = async (secret: string, hash: Buffer, id: string): Promise<KeyLookupResult> => {
  try {
    if (await isInvalid(secret)) return { kind: "unknown" };
    const key = await findPrincipal(intakeDatabase(), hash, now());
    // An unknown key is not cached: it may be created a moment later.
    if (key === undefined) return { kind: "unknown" };
    addToCache(id, key);
    recordUse(key);
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
  return lookUp(secret, hash, id);
};
