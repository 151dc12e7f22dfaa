/** GET /customers/{customerId}/membership. */
import type { reportOperations } from "../../lib/contract/operations/reports.ts";
import { membershipAt, NO_MEMBERSHIP } from "../../lib/domain/membership.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { findMembership } from "../../lib/database/reports.ts";

export const readMembership: Handler<typeof reportOperations.readMembership> = async ({
  principal,
  params,
  query,
}) => {
  const { customerId } = params;
  const client = await clientOfExisting(principal, query.client, "customer", customerId);
  if (!client.ok) return client.error;
  const found = await findMembership(database(), client.value, customerId);
  const { status, plan, since, expiresAt } = membershipAt(found?.membership ?? NO_MEMBERSHIP, now());
  const history = found?.history ?? [];
  const shown = shownClient(principal, client.value);
  return jsonResponse(200, { ...shown, customerId, status, plan, since, expiresAt, history });
};
