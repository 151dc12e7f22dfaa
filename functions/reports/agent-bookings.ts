/** POST /agents/{agentId}/adjustments and POST /agents/{agentId}/payments. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../lib/contract/json.ts";
import type { monthEndOperations } from "../../lib/contract/operations/month-end.ts";
import { findAgent } from "../../lib/database/agents.ts";
import { insertBooking, type NewBooking } from "../../lib/database/agent-bookings.ts";
import type { AgentId } from "../../lib/domain/client-key.ts";
import { ok } from "../../lib/domain/result.ts";
import { authorOf, type Principal } from "../../lib/domain/scope.ts";
import { clientOrOwn, shownClient } from "../../lib/http/client-access.ts";
import type { ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";

type BookingRequest = {
  readonly principal: Principal;
  readonly params: { readonly agentId: string };
  readonly query: { readonly client?: string | undefined };
};

/** The agent to book for, or a problem with the client; undefined when there is no such agent. */
const findOwner = async ({ principal, params: { agentId }, query }: BookingRequest) => {
  const client = await clientOrOwn(principal, query.client);
  if (!client.ok) return client;
  const owner: AgentId = { clientId: client.value, agentId };
  return (await findAgent(database(), owner, now())) === undefined ? undefined : ok(owner);
};

/** What the client sent. `at` is not part of it when it is by default the time of the first request. */
type Content = Pick<NewBooking, "kind" | "bookingId" | "amount" | "currency" | "note"> & {
  readonly at: string | undefined;
};

const hashOf = (agentId: string, { at, note, ...content }: Content): Buffer =>
  createHash("sha256")
    .update(canonicalJson({ ...content, agentId, at: at ?? null, note: note ?? null }))
    .digest();

/** Books, or finds what the same request booked before. @returns undefined when that had other content */
const book = async (principal: Principal, owner: AgentId, content: Content) => {
  const { clientId, agentId } = owner;
  const contentHash = hashOf(agentId, content);
  const bookedAt = now();
  const { isNew, stored } = await insertBooking(
    database(),
    {
      ...content,
      ...owner,
      at: content.at ?? bookedAt,
      entryId: newId(),
      contentHash,
      bookedBy: authorOf(principal),
    },
    bookedAt,
  );
  if (!stored.contentHash.equals(contentHash)) return undefined;
  const { currency, at, month, about } = stored;
  const booked = { currency, at, month, ...(about < month ? { about } : {}), bookedAt: stored.bookedAt };
  return { isNew, owner: { ...shownClient(principal, clientId), agentId }, booked };
};

const REPLAYED = { "Idempotent-Replayed": "true" };

const conflict = (kind: NewBooking["kind"], id: string) =>
  problem(
    409,
    `There is already ${kind === "payment" ? "a payment" : "an adjustment"} ${id} with different content.`,
  );

export const adjustAgent: ResourceHandler<typeof monthEndOperations.adjustAgent> = async (request) => {
  const owner = await findOwner(request);
  if (owner === undefined) return undefined;
  return async ({ adjustmentId, amount, reason, currency, at }) => {
    if (!owner.ok) return owner.error;
    const content = {
      kind: "adjustment",
      bookingId: adjustmentId,
      amount,
      currency,
      note: reason,
      at,
    } as const;
    const result = await book(request.principal, owner.value, content);
    if (result === undefined) return conflict("adjustment", adjustmentId);
    const body = { ...result.owner, adjustmentId, amount, reason, ...result.booked };
    return result.isNew ? jsonResponse(201, body) : jsonResponse(200, body, REPLAYED);
  };
};

export const payAgent: ResourceHandler<typeof monthEndOperations.payAgent> = async (request) => {
  const owner = await findOwner(request);
  if (owner === undefined) return undefined;
  return async ({ paymentId, amount, note, currency, at }) => {
    if (!owner.ok) return owner.error;
    const content = { kind: "payment", bookingId: paymentId, amount, currency, note, at } as const;
    const result = await book(request.principal, owner.value, content);
    if (result === undefined) return conflict("payment", paymentId);
    const body = {
      ...result.owner,
      paymentId,
      amount,
      ...(note === undefined ? {} : { note }),
      ...result.booked,
    };
    return result.isNew ? jsonResponse(201, body) : jsonResponse(200, body, REPLAYED);
  };
};
