/** The commands of `npm run keys`. */
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { createApiKey, type KeyRecord, findKeys, revokeKeyDirectly } from "../../lib/database/api-keys.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { formatTable } from "../terminal/table.ts";
import type { KeysCommand } from "./arguments.ts";

/** Text for standard output, and a remark for standard error. */
export type CommandOutput = { readonly output: string; readonly remark?: string };

/** The command failed; the message says why. */
export class KeysError extends Error {}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Creation = Extract<KeysCommand, { kind: "create" }>;

/** Standard output is the key alone, for scripts. */
const create = async (sql: Sql, { client, name, scopes, lifeSeconds }: Creation): Promise<CommandOutput> => {
  const createdAt = now();
  const expiresAt = Number.isFinite(lifeSeconds) ? addSeconds(createdAt, lifeSeconds) : null;
  const keyId = newId();
  const key = await createApiKey(sql, { keyId, clientId: client, name, scopes, createdAt, expiresAt });
  const life = expiresAt === null ? "" : `, until ${expiresAt}`;
  return {
    output: key,
    remark: `Key ${keyId} of ${client} for ${scopes.join(", ")}${life}. It is shown only once.`,
  };
};

const stateOf = (key: KeyRecord, at: string): string => {
  if (key.revokedAt !== null) return "revoked";
  return key.expiresAt !== null && key.expiresAt <= at ? "expired" : "active";
};

const HEADER = ["ID", "CLIENT", "NAME", "KEY", "STATE", "CREATED", "EXPIRES", "LAST USED", "SCOPES"];

/** A table of keys without their text. */
export const keyTable = (keys: readonly KeyRecord[]): string => {
  const at = now();
  const rows = keys.map((key) => [
    key.keyId,
    key.clientId,
    key.name ?? "-",
    key.hint,
    stateOf(key, at),
    key.createdAt.slice(0, 19),
    key.expiresAt?.slice(0, 19) ?? "never",
    key.lastUsedAt?.slice(0, 16) ?? "-",
    key.scopes.join(","),
  ]);
  return formatTable([HEADER, ...rows]);
};

export const revoked = (keyId: string): CommandOutput => ({
  output: `Revoked ${keyId}; it stops working within a minute.`,
});

const revoke = async (sql: Sql, keyId: string): Promise<CommandOutput> => {
  const found = UUID.test(keyId) && (await revokeKeyDirectly(sql, keyId, now()));
  if (!found) throw new KeysError(`There is no key ${keyId}; \`npm run keys -- list\` shows all.`);
  return revoked(keyId);
};

export const runKeysCommand = async (sql: Sql, command: KeysCommand): Promise<CommandOutput> => {
  switch (command.kind) {
    case "create":
      return create(sql, command);
    case "list":
      return { output: keyTable(await findKeys(sql)) };
    case "revoke":
      return revoke(sql, command.keyId);
  }
};
