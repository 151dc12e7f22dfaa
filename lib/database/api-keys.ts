/** API keys. Only their hashes are stored. */
import * as z from "zod";
import { SCOPES, type Scope } from "../domain/scope.ts";
import { recordDirectChange } from "./audit.ts";
import { keyFormOf, newKeyText } from "./api-key-text.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const scopes = z.array(z.enum(SCOPES)).readonly();

const keyRecord = rowOf({
  keyId: z.uuid(),
  clientId: z.string(),
  name: z.string().nullable(),
  hint: z.string(),
  scopes,
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  /** To the minute; null when the key has not been used, or only before last uses were recorded. */
  lastUsedAt: instant.nullable(),
});
export type KeyRecord = z.infer<typeof keyRecord>;

const principalRow = rowOf({
  clientId: z.string(),
  keyId: z.uuid(),
  scopes,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});
/** The client and the scopes of a valid key, when the key expires, and when it was last used. */
export type KeyPrincipal = z.infer<typeof principalRow>;

/** How long a key is valid unless its creator says otherwise. */
export const DEFAULT_LIFE_SECONDS = 365 * 86_400;

export const MAX_NAME_LENGTH = 100;

export type NewApiKey = {
  readonly keyId: string;
  /** What people call the key, such as "warehouse". */
  readonly name?: string | undefined;
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
  const { keyId, clientId, name, scopes: granted, createdAt, expiresAt } = input;
  await sql.execute("insert into clients (client_id, created_at) values ($1, $2) on conflict do nothing", [
    clientId,
    createdAt,
  ]);
  await sql.execute(
    `insert into api_keys (key_id, client_id, key_hash, hint, scopes, created_at, expires_at, name, has_checksum)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      keyId,
      clientId,
      keyHash,
      hint,
      granted,
      createdAt,
      expiresAt,
      name ?? null,
      keyFormOf(key) === "checked",
    ],
  );
  return key;
};

const KEY = "key_id, client_id, name, hint, scopes, created_at, expires_at, revoked_at, last_used_at";

/** The keys of a client, or of all clients, oldest first. */
export const findKeys = (sql: Sql, clientId?: string): Promise<KeyRecord[]> =>
  sql.many(
    query(
      keyRecord,
      `select ${KEY} from api_keys where $1::text is null or client_id = $1 order by created_at, key_id`,
    ),
    [clientId ?? null],
  );

/**
 * Revokes a key of a client, or with undefined of any client, if it is not revoked yet.
 * @returns the key, or undefined when there is no such key
 */
export const revokeKey = (
  sql: Sql,
  clientId: string | undefined,
  keyId: string,
  now: string,
): Promise<KeyRecord | undefined> =>
  sql.maybeOne(
    query(
      keyRecord,
      `update api_keys set revoked_at = coalesce(revoked_at, $3)
       where key_id = $2 and ($1::text is null or client_id = $1) returning ${KEY}`,
    ),
    [clientId ?? null, keyId, now],
  );

/** The same by the command line or an administrator of the deployment, recorded in the audit trail. */
export const revokeKeyDirectly = async (sql: Sql, keyId: string, now: string): Promise<boolean> => {
  const key = await revokeKey(sql, undefined, keyId, now);
  if (key === undefined) return false;
  const { clientId } = key;
  await recordDirectChange(sql, { at: now, action: "revokeKey", subject: `keys/${keyId}`, clientId });
  return true;
};

/** The principal of a key by the key's hash, when the key is valid at `now`. */
export const findPrincipal = (sql: Sql, keyHash: Buffer, now: string): Promise<KeyPrincipal | undefined> =>
  sql.maybeOne(
    query(
      principalRow,
      `select client_id, key_id, scopes, expires_at, last_used_at from api_keys
     where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    ),
    [keyHash, now],
  );

const existsRow = rowOf({ found: z.boolean() });

/** Whether any valid key has no checksum in its text. Such keys are no longer created. */
export const hasUncheckedKeys = async (sql: Sql, now: string): Promise<boolean> =>
  (
    await sql.one(
      query(
        existsRow,
        `select exists (
           select from api_keys
           where not has_checksum and revoked_at is null and (expires_at is null or expires_at > $1)
         ) as found`,
      ),
      [now],
    )
  ).found;

/** Records the use of a key. It never waits for a lock: a concurrent call, or a revocation, is as good as this one. */
export const recordKeyUse = async (sql: Sql, keyId: string, now: string): Promise<void> => {
  await sql.execute(
    `update api_keys set last_used_at = $2
     where key_id = (select key_id from api_keys where key_id = $1 for update skip locked)`,
    [keyId, now],
  );
};
