/**
 * API keys where nobody reaches the database but the functions. Invoked by people with the right to, never by HTTP:
 *
 *     {"create":{"client":"shop-2","scopes":["orders:write","orders:read"],"expiresAt":"2027-01-01T00:00:00Z"}}
 *     {"list":true}
 *     {"revoke":"<key id>"}
 */
import * as z from "zod";
import { platformId } from "../../lib/domain/order.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { newApiKey } from "../../lib/http/api-key.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { insertKey, listKeys, revokeKey } from "../../lib/database/api-keys.ts";

const create = z.strictObject({
  client: platformId,
  scopes: z.array(z.enum(SCOPES)).min(1),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
const request = z.union([
  z.strictObject({ create }),
  z.strictObject({ list: z.literal(true) }),
  z.strictObject({ revoke: z.uuid() }),
]);

const createKey = async ({ client, scopes, expiresAt }: z.infer<typeof create>) => {
  const { key, keyHash, hint } = newApiKey();
  const keyId = crypto.randomUUID();
  const record = {
    keyId,
    clientId: client,
    keyHash,
    hint,
    scopes,
    createdAt: now(),
    expiresAt: expiresAt ?? null,
  };
  await insertKey(database(), record);
  return { keyId, key };
};

/** @returns the new key, shown this once; the keys; or whether there was one to revoke */
export const handler = async (event: unknown): Promise<unknown> => {
  const wanted = request.parse(event);
  if ("create" in wanted) return createKey(wanted.create);
  if ("revoke" in wanted) return { revoked: await revokeKey(database(), wanted.revoke, now()) };
  return { keys: await listKeys(database()) };
};
