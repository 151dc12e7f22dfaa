/** POST /statements/{month}/close: freezes the statements and royalties of a client's month. */
import type { monthEndOperations } from "../../lib/contract/operations/month-end.ts";
import { closeMonth as close } from "../../lib/database/closed-months.ts";
import { monthOf } from "../../lib/domain/calendar.ts";
import { authorOf } from "../../lib/domain/scope.ts";
import { clientOrOwn, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { company } from "../../lib/runtime/company.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { INVALID_MONTH, isMonth } from "./month-request.ts";

export const closeMonth: Handler<typeof monthEndOperations.closeMonth> = async ({
  principal,
  params: { month },
  query,
}) => {
  if (!isMonth(month)) return problem(422, INVALID_MONTH);
  const client = await clientOrOwn(principal, query.client);
  if (!client.ok) return client.error;
  const at = now();
  if (month >= monthOf(at)) return problem(409, `The month ${month} is not over.`);
  const closing = {
    clientId: client.value,
    month,
    closedBy: authorOf(principal),
    companyName: company().name,
  };
  const result = await database().transaction((tx) => close(tx, closing, at));
  if (result.kind === "tooEarly")
    return problem(409, `Months are closed in their order; ${result.firstOpen} is the first that is open.`);
  const body = { ...shownClient(principal, client.value), month, closedAt: result.closedAt };
  return result.kind === "closed"
    ? jsonResponse(200, body)
    : jsonResponse(200, body, { "Idempotent-Replayed": "true" });
};
