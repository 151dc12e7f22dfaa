/** GET /me, GET /keys and DELETE /keys/{keyId}. */
import { API_VERSION } from "../../lib/contract/api-version.ts";
import { keyOperations } from "../../lib/contract/operations/keys.ts";
import { findKeys, revokeKey as revoke } from "../../lib/database/api-keys.ts";
import { TIME_ZONE } from "../../lib/domain/calendar.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { now } from "../../lib/runtime/clock.ts";
import { company } from "../../lib/runtime/company.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";

export const readCaller: Handler<typeof keyOperations.readCaller> = async ({ principal }) => {
  const { clientId, keyId, scopes } = principal;
  const key = (await findKeys(database(), clientId)).find((one) => one.keyId === keyId);
  return jsonResponse(200, {
    clientId,
    keyId,
    name: key?.name ?? null,
    scopes,
    expiresAt: key?.expiresAt ?? null,
    stage: environment().STAGE,
    companyName: company().name,
    timeZone: TIME_ZONE,
    version: API_VERSION,
  });
};

export const listKeys: Handler<typeof keyOperations.listKeys> = async ({ principal, query }) => {
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  return jsonResponse(200, { keys: await findKeys(database(), clients.value) });
};

export const revokeKey: Handler<typeof keyOperations.revokeKey> = async ({ principal, params, query }) => {
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  const key = await revoke(database(), clients.value, params.keyId, now());
  return key === undefined ? problem(404, keyOperations.revokeKey.notFound) : jsonResponse(200, key);
};
