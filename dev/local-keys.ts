/** The two API keys of the client `local`. Only the data directory stores their text. */
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

const hasExactly = (granted: readonly Scope[] | undefined, wanted: readonly Scope[]): boolean =>
  granted?.length === wanted.length && wanted.every((scope) => granted.includes(scope));

/** Returns the saved key while it is valid and has exactly these scopes, else a new one. */
const ensureKey = async (
  database: Database,
  saved: string | undefined,
  name: string,
  scopes: readonly Scope[],
): Promise<string> => {
  const createdAt = now();
  const found = saved === undefined ? undefined : await findPrincipal(database, hashApiKey(saved), createdAt);
  if (saved !== undefined && hasExactly(found?.scopes, scopes)) return saved;
  return createApiKey(database, {
    keyId: newId(),
    clientId: CLIENT,
    name,
    scopes,
    createdAt,
    expiresAt: null,
  });
};

export const ensureLocalKeys = async (databaseUrl: string, saved: SavedState): Promise<LocalKeys> => {
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    return {
      apiKey: await ensureKey(database, saved.apiKey, "local shop", SHOP_SCOPES),
      adminApiKey: await ensureKey(database, saved.adminApiKey, "local admin", SCOPES),
    };
  } finally {
    await database.end();
  }
};
