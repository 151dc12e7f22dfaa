/**
 * Manages API keys in a deployment whose database only the functions can reach. Invoked directly, never by HTTP:
 *
 *     {"create":{"client":"shop-2","scopes":["orders:write"],"name":"web shop","expiresAt":"2027-01-01T00:00:00Z"}}
 *     {"list":true}
 *     {"revoke":"<key id>"}
 *
 * Without `expiresAt` a key is valid for a year; with null it does not expire.
 */
import * as z from "zod";
import { platformId } from "../../lib/domain/fields.ts";
import { instantSchema } from "../../lib/domain/instant.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { text } from "../../lib/domain/text-schema.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { followDatabaseClock } from "../../lib/runtime/database-clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import {
  createApiKey,
  DEFAULT_LIFE_SECONDS,
  findKeys,
  MAX_NAME_LENGTH,
  revokeKeyDirectly,
} from "../../lib/database/api-keys.ts";

const create = z.strictObject({
  client: platformId,
  scopes: z.array(z.enum(SCOPES)).min(1),
  name: text(MAX_NAME_LENGTH).optional(),
  expiresAt: instantSchema.nullable().optional(),
});
const request = z.union([
  z.strictObject({ create }),
  z.strictObject({ list: z.literal(true) }),
  z.strictObject({ revoke: z.uuid() }),
]);

const createKey = async ({ client, scopes, name, expiresAt }: z.infer<typeof create>) => {
  const createdAt = now();
  const keyId = newId();
  const record = {
    keyId,
    clientId: client,
    name,
    scopes,
    createdAt,
    expiresAt: expiresAt === undefined ? addSeconds(createdAt, DEFAULT_LIFE_SECONDS) : expiresAt,
  };
  return { keyId, key: await createApiKey(database(), record) };
};

/**
 * @returns the id and text of the new key; all keys; or whether the key to revoke exists
 * @throws ZodError when the event is not one of the requests
 */
export const handler = async (event: unknown): Promise<unknown> => {
  const command = request.parse(event);
  await followDatabaseClock();
  if ("create" in command) return createKey(command.create);
  if ("revoke" in command) return { revoked: await revokeKeyDirectly(database(), command.revoke, now()) };
  return { keys: await findKeys(database()) };
};
