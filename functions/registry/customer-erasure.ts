/** POST /customers/{customerId}/erasure: replaces everything personal of a customer by a pseudonym. */
import type { privacyOperations } from "../../lib/contract/operations/privacy.ts";
import { allows, authorOf } from "../../lib/domain/scope.ts";
import { clientOfExisting, clientOrOwn, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { millis } from "../../lib/runtime/clock.ts";
import { eraseCustomer as erase } from "../../lib/runtime/privacy/erasures.ts";

/** Below the function's timeout by more than the time of a batch. The relay continues what is left. */
const MAX_MS = 15_000;

const openTasksProblem = (orderIds: readonly string[]) =>
  problem(
    409,
    `Tasks of the customer's orders are still open: ${orderIds.join(", ")}. Wait until they are done, or cancel the orders.`,
  );

export const eraseCustomer: Handler<typeof privacyOperations.eraseCustomer> = async ({
  principal,
  params: { customerId },
  query,
  body: { reason },
}) => {
  const owner =
    query.client === undefined
      ? await clientOfExisting(principal, undefined, "buyer", customerId)
      : await clientOrOwn(principal, query.client);
  if (!owner.ok) return owner.error;
  const clientId = owner.value;
  const request = {
    clientId,
    customerId,
    reason,
    requestedBy: authorOf(principal),
    mayChangeLists: allows(principal.scopes, "lists:write"),
  };
  const result = await erase(request, millis() + MAX_MS);
  if (result.kind === "openTasks") return openTasksProblem(result.orderIds);
  const { kind, ...erasure } = result;
  const shown = { ...shownClient(principal, clientId), ...erasure };
  return kind === "done"
    ? jsonResponse(200, { ...shown, status: kind })
    : jsonResponse(202, { ...shown, status: kind });
};
