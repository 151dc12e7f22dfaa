/** GET /customers/{customerId}/membership. */
import { isPlatformId } from "../../lib/contract/path-parameters.ts";
import { membershipAt, NO_MEMBERSHIP } from "../../lib/domain/membership.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { findMembership } from "../../lib/database/reports.ts";

export const readMembership: Handler = async ({ principal, params }) => {
  const { customerId = "" } = params;
  if (!isPlatformId(customerId)) return problem(404, "There is no such customer.");
  const found = await findMembership(database(), principal.clientId, customerId);
  const { status, plan, since, expiresAt } = membershipAt(found?.membership ?? NO_MEMBERSHIP, now());
  return jsonResponse(200, { customerId, status, plan, since, expiresAt, history: found?.history ?? [] });
};
