/** What `npm run keys` does. */
import { newApiKey } from "../../../lib/edge/api-key.ts";
import { after, now } from "../../../lib/edge/clock.ts";
import { newId } from "../../../lib/edge/ids.ts";
import { insertKey, type KeyRecord, listKeys, revokeKey } from "../../../lib/store/api-keys.ts";
import type { Sql } from "../../../lib/store/sql.ts";
import { table } from "../table.ts";
import type { KeysCommand } from "./arguments.ts";

/** What goes to standard output, and what explains it. */
export type Printed = { readonly output: string; readonly remark?: string };

/** What was asked for cannot be done; the message says why. */
export class KeysFault extends Error {}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Creation = Extract<KeysCommand, { kind: "create" }>;

/** The key stands alone on standard output, so that a script can take it from there. */
const create = async (sql: Sql, { client, scopes, lifeSeconds }: Creation): Promise<Printed> => {
  const { key, keyHash, hint } = newApiKey();
  const createdAt = now();
  const expiresAt = lifeSeconds === undefined ? null : after(createdAt, lifeSeconds);
  const keyId = newId();
  await insertKey(sql, { keyId, clientId: client, keyHash, hint, scopes, createdAt, expiresAt });
  const life = expiresAt === null ? "" : `, until ${expiresAt}`;
  return {
    output: key,
    remark: `Key ${keyId} of ${client} for ${scopes.join(", ")}${life}. It is shown only this once.`,
  };
};

const stateOf = (key: KeyRecord, at: string): string => {
  if (key.revokedAt !== null) return "revoked";
  return key.expiresAt !== null && key.expiresAt <= at ? "expired" : "active";
};

const list = async (sql: Sql): Promise<Printed> => {
  const at = now();
  const rows = (await listKeys(sql)).map((key) => [
    key.keyId,
    key.clientId,
    key.hint,
    stateOf(key, at),
    key.createdAt.slice(0, 19),
    key.expiresAt?.slice(0, 19) ?? "never",
    key.scopes.join(","),
  ]);
  return { output: table(["ID", "CLIENT", "KEY", "STATE", "CREATED", "EXPIRES", "SCOPES"], rows) };
};

const revoke = async (sql: Sql, keyId: string): Promise<Printed> => {
  const found = UUID.test(keyId) && (await revokeKey(sql, keyId, now()));
  if (!found) throw new KeysFault(`There is no key ${keyId}; \`npm run keys -- list\` shows all.`);
  return { output: `Revoked ${keyId}; it is refused within a minute.` };
};

export const perform = (sql: Sql, command: Exclude<KeysCommand, { kind: "help" }>): Promise<Printed> => {
  switch (command.kind) {
    case "create":
      return create(sql, command);
    case "list":
      return list(sql);
    case "revoke":
      return revoke(sql, command.keyId);
  }
};
