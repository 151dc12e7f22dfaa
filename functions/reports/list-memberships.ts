/** GET /memberships. */
import {
  encodeMembershipsCursor,
  type monthlyReportOperations,
} from "../../lib/contract/operations/monthly-reports.ts";
import { countMemberships, listMemberships as findMemberships } from "../../lib/database/monthly-reports.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { now } from "../../lib/runtime/clock.ts";
import { readerDatabase } from "../../lib/runtime/database-pool.ts";

export const listMemberships: Handler<typeof monthlyReportOperations.listMemberships> = async ({
  principal,
  query,
}) => {
  const { client, cursor, limit, ...filter } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const wanted = { ...filter, clientId: clients.value, after: cursor, limit: limit + 1 };
  const at = now();
  const totals = await countMemberships(readerDatabase(), wanted, at);
  const found = await findMemberships(readerDatabase(), wanted, at);
  const rows = found.slice(0, limit);
  const memberships = rows.map(({ clientId, ...row }) => ({ ...shownClient(principal, clientId), ...row }));
  const nextCursor = found.length > limit ? encodeMembershipsCursor(rows.at(-1)!) : null;
  return jsonResponse(200, { totals, memberships, nextCursor });
};
