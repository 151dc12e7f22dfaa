/**
 * Manages API keys in a deployment whose database only the functions can reach. Invoked directly, never by HTTP:
 *
 *     {"create":{"client":"shop-2","scopes":["orders:write","orders:read"],"expiresAt":"2027-01-01T00:00:00Z"}}
 *     {"list":true}
 *     {"revoke":"<key id>"}
 */
import * as z from "zod";
import { platformId } from "../../lib/domain/fields.ts";
import { instantSchema } from "../../lib/domain/instant.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { createApiKey, listKeys, revokeKey } from "../../lib/database/api-keys.ts";

const create = z.strictObject({
  client: platformId,
  scopes: z.array(z.enum(SCOPES)).min(1),
  expiresAt: instantSchema.optional(),
});
const request = z.union([
  z.strictObject({ create }),
  z.strictObject({ list: z.literal(true) }),
  z.strictObject({ revoke: z.uuid() }),
]);

const createKey = async ({ client, scopes, expiresAt }: z.infer<typeof create>) => {
  const keyId = newId();
  const record = { keyId, clientId: client, scopes, createdAt: now(), expiresAt: expiresAt ?? null };
  return { keyId, key: await createApiKey(database(), record) };
};

/**
 * @returns the id and text of the new key; all keys; or whether the key to revoke exists
 * @throws ZodError when the event is not one of the requests
 */
export const handler = async (event: unknown): Promise<unknown> => {
  const command = request.parse(event);
  if ("create" in command) return createKey(command.create);
  if ("revoke" in command) return { revoked: await revokeKey(database(), command.revoke, now()) };
  return { keys: await listKeys(database()) };
};
