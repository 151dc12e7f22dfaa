/** Who is calling. The authorizer asks here, and so does a function whose authorizer could not reach the database. */
import { DatabaseUnavailableError } from "../domain/errors.ts";
import type { Principal } from "../domain/scope.ts";
import { findPrincipal } from "../database/api-keys.ts";
import { hashApiKey } from "./api-key.ts";
import { millis, now } from "../runtime/clock.ts";
import { database } from "../runtime/database-pool.ts";

export type KnownKey = Principal & {
  /** Instant at which the key expires, or null. */
  readonly expiresAt: string | null;
};

export type KeyLookupResult =
  | { readonly kind: "known"; readonly key: KnownKey }
  | { readonly kind: "unknown" }
  /** The database is away, so nobody can tell. */
  | { readonly kind: "unavailable" };

/** With API Gateway's own 30 s, a revoked key is refused within 60 s. */
const KEPT_MS = 25_000;
const MOST_KEPT = 1_000;

const kept = new Map<string, { key: KnownKey; until: number }>();

/** Forgets every key. For tests. */
export const clearKeyCache = (): void => kept.clear();

/** Whether a key that was valid when it was looked up has expired since. */
export const isExpired = (expiresAt: string | null | undefined, at: string): boolean =>
  expiresAt !== null && expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(at);

const remember = (id: string, key: KnownKey): void => {
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(id, { key, until: millis() + KEPT_MS });
};

const lookUp = async (hash: Buffer, id: string): Promise<KeyLookupResult> => {
  try {
    const key = await findPrincipal(database(), hash, now());
    // An unknown key is never remembered: it may be made the next moment.
    if (key === undefined) return { kind: "unknown" };
    remember(id, key);
    return { kind: "known", key };
  } catch (fault) {
    if (fault instanceof DatabaseUnavailableError) return { kind: "unavailable" };
    throw fault;
  }
};

/** @param authorization the Authorization header */
export const resolveKey = async (authorization: string | undefined): Promise<KeyLookupResult> => {
  const secret = /^Bearer +([A-Za-z0-9._~+/=-]{1,200}) *$/i.exec(authorization ?? "")?.[1];
  if (secret === undefined) return { kind: "unknown" };
  const hash = hashApiKey(secret);
  const id = hash.toString("base64");
  const known = kept.get(id);
  if (known !== undefined && millis() < known.until)
    return isExpired(known.key.expiresAt, now()) ? { kind: "unknown" } : { kind: "known", key: known.key };
  kept.delete(id);
  return lookUp(hash, id);
};
