/** API keys. Only their hashes are stored. */
import * as z from "zod";
import { SCOPES, type Scope } from "../domain/scope.ts";
import { newKeyText } from "./api-key-text.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const scopes = z.array(z.enum(SCOPES)).readonly();

const keyRecord = rowOf({
  keyId: z.uuid(),
  clientId: z.string(),
  hint: z.string(),
  scopes,
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type KeyRecord = z.infer<typeof keyRecord>;

const principalRow = rowOf({
  clientId: z.string(),
  keyId: z.uuid(),
  scopes,
  expiresAt: instant.nullable(),
});
/** The client and the scopes of a valid key, and the instant at which the key expires. */
export type KeyPrincipal = z.infer<typeof principalRow>;

export type NewApiKey = {
  readonly keyId: string;
  readonly clientId: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  /** Null: the key does not expire. */
  readonly expiresAt: string | null;
};

/**
 * Creates a key, and its client when this is the client's first key.
 * @returns the text of the key, which cannot be read again: only its hash is stored
 */
export const createApiKey = async (
  sql: Sql,
  input: NewApiKey,
  { key, keyHash, hint } = newKeyText(),
): Promise<string> => {
  const { keyId, clientId, scopes: granted, createdAt, expiresAt } = input;
  await sql.execute("insert into clients (client_id, created_at) values ($1, $2) on conflict do nothing", [
    clientId,
    createdAt,
  ]);
  await sql.execute(
    `insert into api_keys (key_id, client_id, key_hash, hint, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [keyId, clientId, keyHash, hint, granted, createdAt, expiresAt],
  );
  return key;
};

/** All keys, oldest first. */
export const listKeys = (sql: Sql): Promise<KeyRecord[]> =>
  sql.many(
    query(
      keyRecord,
      `select key_id, client_id, hint, scopes, created_at,
            expires_at, revoked_at
     from api_keys order by created_at, key_id`,
    ),
  );

/** Revokes a key, if it is not revoked yet. @returns false when there is no such key */
export const revokeKey = async (sql: Sql, keyId: string, now: string): Promise<boolean> =>
  (await sql.maybeOne(
    "update api_keys set revoked_at = coalesce(revoked_at, $2) where key_id = $1 returning 1",
    [keyId, now],
  )) !== undefined;

/** The principal of a key by the key's hash, when the key is valid at `now`. */
export const findPrincipal = (sql: Sql, keyHash: Buffer, now: string): Promise<KeyPrincipal | undefined> =>
  sql.maybeOne(
    query(
      principalRow,
      `select client_id, key_id, scopes, expires_at from api_keys
     where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    ),
    [keyHash, now],
  );
