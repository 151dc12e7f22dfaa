/** POST /orders/{orderId}/cancellations: takes back some items of an order, or all that is left. */
import { createHash } from "node:crypto";
import type { CancellationBody } from "../../lib/contract/cancellation-body.ts";
import { canonicalJson } from "../../lib/contract/json.ts";
import type { orderOperations } from "../../lib/contract/operations/orders.ts";
import type { StoredCancellation } from "../../lib/database/cancellations.ts";
import { findOrder, type StoredOrder } from "../../lib/database/orders.ts";
import { DatabaseConflictError } from "../../lib/domain/errors.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { HttpRequest, ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { publishTasks, REQUEST_PUBLISH_TIMEOUT_MS } from "../../lib/queue/publish.ts";
import type { GiftEarners } from "../../lib/rulebook/gift-earners.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { recordedEarners } from "../../lib/runtime/recorded-earners.ts";
import { currentRules } from "../../lib/runtime/rulebook-cache.ts";
import {
  acceptCancellation,
  type CancellationOutcome,
  type CancellationRequest,
} from "./accept-cancellation.ts";
import { acceptedCancellationResponse } from "./cancellation-response.ts";

type Operation = typeof orderOperations.cancelOrder;

/** The same lines in another sequence are the same content. */
const hashOf = ({ lines, ...body }: CancellationBody): Buffer => {
  const sorted = lines?.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1));
  const content = sorted === undefined ? body : { ...body, lines: sorted };
  return createHash("sha256")
    .update(canonicalJson(JSON.parse(JSON.stringify(content)) as object))
    .digest();
};

/** Which lines earn the order's free lines: as its erasure kept them, or by what it was decided with. */
const earnersOf = async (stored: StoredOrder): Promise<GiftEarners> =>
  stored.freeLineEarners === null
    ? recordedEarners(stored)
    : new Map(Object.entries(stored.freeLineEarners).map(([lineId, by]) => [lineId, new Set(by)]));

/** How often a cancellation begins again that conflicted with another transaction. */
const MAX_CONFLICTS = 3;

const accept = async (request: CancellationRequest): Promise<CancellationOutcome> => {
  for (let conflicts = 0; ; conflicts++)
    try {
      return await database().transaction((tx) => acceptCancellation(tx, request));
    } catch (error) {
      if (!(error instanceof DatabaseConflictError) || conflicts >= MAX_CONFLICTS) throw error;
    }
};

const cancel = async (
  { principal }: Pick<HttpRequest<Operation>, "principal">,
  stored: StoredOrder,
  body: CancellationBody,
) => {
  const { clientId, orderId, orderNo } = stored;
  const outcome = await accept({
    stored,
    body,
    contentHash: hashOf(body),
    earners: await earnersOf(stored),
    rules: await currentRules(clientId),
    requestedBy: principal.keyId,
  });
  const respondWith = async (cancellation: StoredCancellation) => {
    const { status } = (await findOrder(database(), clientId, orderId))!;
    return {
      ...shownClient(principal, clientId),
      ...acceptedCancellationResponse(orderId, status, cancellation),
    };
  };
  switch (outcome.kind) {
    case "conflict":
      return problem<409>(
        409,
        `There is already a cancellation ${body.cancellationId} of this order with different content.`,
      );
    case "refused":
      return validationProblem(outcome.issues);
    case "replayed":
      return jsonResponse(200, await respondWith(outcome.cancellation), { "Idempotent-Replayed": "true" });
    case "accepted": {
      const { cancellation, publishable } = outcome;
      logger.info("order cancelled", { clientId, orderNo, tasks: cancellation.taskIds.length });
      await publishTasks(publishable, { timeoutMs: REQUEST_PUBLISH_TIMEOUT_MS });
      return jsonResponse(202, await respondWith(cancellation));
    }
  }
};

export const cancelOrder: ResourceHandler<Operation> = async ({ principal, params, query }) => {
  const client = await clientOfExisting(principal, query.client, "order", params.orderId);
  if (!client.ok) return async () => client.error;
  const stored = await findOrder(database(), client.value, params.orderId);
  return stored && ((body) => cancel({ principal }, stored, body));
};
