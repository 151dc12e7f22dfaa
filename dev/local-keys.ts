/** The two keys of the client `local`. Their text is kept in the data directory alone. */

import { SCOPES, type Scope } from "../lib/domain/scope.ts";
import { hashApiKey } from "../lib/database/api-key-text.ts";
import { now } from "../lib/runtime/clock.ts";
import { newId } from "../lib/runtime/ids.ts";
import { createApiKey, findPrincipal } from "../lib/database/api-keys.ts";
import { type Database, openDatabase } from "../lib/database/sql.ts";
import type { SavedState } from "./data-dir.ts";

export type LocalKeys = { readonly apiKey: string; readonly adminApiKey: string };

const CLIENT = "local";
const SHOP_SCOPES: readonly Scope[] = ["orders:write", "orders:read"];

/** Keeps a key that still works; else makes a new one. */
const ensureKey = async (
  database: Database,
  kept: string | undefined,
  scopes: readonly Scope[],
): Promise<string> => {
  const createdAt = now();
  if (kept !== undefined && (await findPrincipal(database, hashApiKey(kept), createdAt)) !== undefined)
    return kept;
  return createApiKey(database, { keyId: newId(), clientId: CLIENT, scopes, createdAt, expiresAt: null });
};

export const ensureLocalKeys = async (databaseUrl: string, kept: SavedState): Promise<LocalKeys> => {
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    return {
      apiKey: await ensureKey(database, kept.apiKey, SHOP_SCOPES),
      adminApiKey: await ensureKey(database, kept.adminApiKey, SCOPES),
    };
  } finally {
    await database.end();
  }
};
