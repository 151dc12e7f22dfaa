/** GET /customers/{customerId}/membership. */
import type { reportOperations } from "../../lib/contract/operations/reports.ts";
import { membershipAt, NO_MEMBERSHIP } from "../../lib/domain/membership.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { findMembership } from "../../lib/database/reports.ts";

export const readMembership: Handler<typeof reportOperations.readMembership> = async ({
  principal,
  params,
}) => {
  const { customerId } = params;
  const found = await findMembership(database(), principal.clientId, customerId);
  const { status, plan, since, expiresAt } = membershipAt(found?.membership ?? NO_MEMBERSHIP, now());
  return jsonResponse(200, { customerId, status, plan, since, expiresAt, history: found?.history ?? [] });
};
