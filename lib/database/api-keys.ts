/** API keys: only their hashes are kept. */
import type { Principal, Scope } from "../domain/scope.ts";
import type { Sql } from "./sql.ts";

export type KeyRecord = {
  readonly keyId: string;
  readonly clientId: string;
  readonly hint: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
};

/** Records a key, and its client when this is the client's first. */
export const insertKey = async (
  sql: Sql,
  key: {
    keyId: string;
    clientId: string;
    keyHash: Buffer;
    hint: string;
    scopes: readonly Scope[];
    createdAt: string;
    expiresAt: string | null;
  },
): Promise<void> => {
  await sql.execute("insert into clients (client_id, created_at) values ($1, $2) on conflict do nothing", [
    key.clientId,
    key.createdAt,
  ]);
  await sql.execute(
    `insert into api_keys (key_id, client_id, key_hash, hint, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [key.keyId, key.clientId, key.keyHash, key.hint, key.scopes, key.createdAt, key.expiresAt],
  );
};

/** All keys, newest last. */
export const listKeys = (sql: Sql): Promise<KeyRecord[]> =>
  sql.many<KeyRecord>(
    `select key_id, client_id, hint, scopes, created_at,
            expires_at, revoked_at
     from api_keys order by created_at, key_id`,
  );

/** @returns false when there is no such key; revoking twice is fine */
export const revokeKey = async (sql: Sql, keyId: string, now: string): Promise<boolean> =>
  (await sql.maybeOne(
    "update api_keys set revoked_at = coalesce(revoked_at, $2) where key_id = $1 returning 1",
    [keyId, now],
  )) !== undefined;

/** Who a key's hash belongs to, when the key is valid at `now`; with the instant at which it expires. */
export const findPrincipal = (
  sql: Sql,
  keyHash: Buffer,
  now: string,
): Promise<(Principal & { expiresAt: string | null }) | undefined> =>
  sql.maybeOne(
    `select client_id, key_id, scopes, expires_at from api_keys
     where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [keyHash, now],
  );
