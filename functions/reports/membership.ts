/** GET /customers/{customerId}/membership. */
import { isPlatformId } from "../../lib/contract/path-ids.ts";
import { membershipAt, NO_MEMBERSHIP } from "../../lib/domain/membership.ts";
import { json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { findMembership } from "../../lib/store/reports.ts";

export const readMembership: Handler = async ({ principal, params }) => {
  const { customerId = "" } = params;
  if (!isPlatformId(customerId)) return refuse(404, "There can be no such customer.");
  const found = await findMembership(database(), principal.clientId, customerId);
  const { status, plan, since, expiresAt } = membershipAt(found?.membership ?? NO_MEMBERSHIP, now());
  return json(200, { customerId, status, plan, since, expiresAt, history: found?.history ?? [] });
};
