/** GET /audit: who did what, newest first. */
import type { auditOperations } from "../../lib/contract/operations/audit.ts";
import { encodeCursor } from "../../lib/contract/order-cursor.ts";
import { type AuditRow, listAuditEntries } from "../../lib/database/audit.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { readerDatabase } from "../../lib/runtime/database-pool.ts";

const entryResponse = ({ entryId: _, actorClient, keyId, keyName, ...entry }: AuditRow) => ({
  ...entry,
  actor: actorClient === null || keyId === null ? null : { clientId: actorClient, keyId, name: keyName },
});

export const listAudit: Handler<typeof auditOperations.listAudit> = async ({ principal, query }) => {
  const { client, cursor, limit, ...filter } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const wanted = { ...filter, clientId: clients.value, before: cursor, limit: limit + 1 };
  const found = await listAuditEntries(readerDatabase(), wanted);
  const last = found[limit - 1];
  const nextCursor = last !== undefined && found.length > limit ? encodeCursor(last.entryId) : null;
  return jsonResponse(200, { entries: found.slice(0, limit).map(entryResponse), nextCursor });
};
