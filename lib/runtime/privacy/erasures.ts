/**
 * Carries erasures out, batch by batch, each in a transaction of its own. What a crash leaves is continued by the next
 * request for the same customer, or by the relay.
 */
import {
  type Begun,
  beginErasure,
  completeErasure,
  findOpenErasure,
  listOpenErasures,
  listOrdersToErase,
  lockErasure,
  type OpenErasure,
} from "../../database/erasures.ts";
import { countOrdersOf, replaceInLists } from "../../database/erased-customers.ts";
import { findIdentities, type Identities } from "../../database/customer-identities.ts";
import type { Sql } from "../../database/sql.ts";
import { messageReplacer } from "../../domain/privacy/replace-values.ts";
import { millis, now } from "../clock.ts";
import { database } from "../database-pool.ts";
import { newId, newPseudonym } from "../ids.ts";
import { eraseOrders } from "./erase-orders.ts";

type Progress =
  /** With the lists that still hold the customer. */
  | { readonly kind: "done"; readonly lists: readonly string[] }
  /** What is left has tasks that run again, or another invocation works on it, or the time is over. */
  | { readonly kind: "running" };

const RUNNING: Progress = { kind: "running" };

/** The lists come last: until then, orders are explained with them. */
const complete = async (tx: Sql, erasure: OpenErasure): Promise<Progress> => {
  if (!(await completeErasure(tx, erasure.erasureId, now()))) return RUNNING;
  const { identities, pseudonym, withLists } = erasure;
  return { kind: "done", lists: await replaceInLists(tx, identities, withLists ? pseudonym : undefined) };
};

/** One batch. @returns undefined when there may be more */
const eraseBatch = (erasure: OpenErasure): Promise<Progress | undefined> =>
  database().transaction(async (tx) => {
    if (!(await lockErasure(tx, erasure.erasureId))) return RUNNING;
    const orders = await listOrdersToErase(tx, erasure);
    if (orders.length === 0) return complete(tx, erasure);
    return (await eraseOrders(tx, erasure, orders, now())) > 0 ? undefined : RUNNING;
  });

const eraseAll = async (erasure: OpenErasure, until: number): Promise<Progress> => {
  do {
    const progress = await eraseBatch(erasure);
    if (progress !== undefined) return progress;
  } while (millis() < until);
  return RUNNING;
};

export type ErasureResult =
  | { readonly kind: "openTasks"; readonly orderIds: readonly string[] }
  | {
      readonly kind: "done" | "running";
      readonly erasureId: string;
      readonly pseudonym: string;
      /** How many orders have the pseudonym. */
      readonly orders: number;
      /** Those that still hold the customer. */
      readonly lists: readonly string[];
    };

export type ErasureRequest = {
  readonly clientId: string;
  readonly customerId: string;
  readonly reason: string;
  readonly requestedBy: string;
  /** Lists belong to the company: without the right to change them, they are only named. */
  readonly mayChangeLists: boolean;
};

/** The reason without what people write into it although they should not. */
const withoutIdentities = (reason: string, identities: Identities, pseudonym: string): string => {
  const { customerId, emails, taxIds, names, phones } = identities;
  const values = [customerId, ...emails, ...taxIds, ...names, ...phones];
  return messageReplacer(new Map(values.map((value) => [value, pseudonym])))(reason).slice(0, 500);
};

const begin = async (tx: Sql, { mayChangeLists, ...request }: ErasureRequest): Promise<Begun> => {
  const pseudonym = newPseudonym();
  const identities = await findIdentities(tx, request.clientId, request.customerId);
  const reason = withoutIdentities(request.reason, identities, pseudonym);
  const made = { erasureId: newId(), pseudonym, requestedAt: now() };
  return beginErasure(tx, { ...request, ...made, reason, identities, withLists: mayChangeLists });
};

/**
 * Erases a customer, as far as it gets until an instant. One that was begun before is completed first, and then another one
 * covers the orders since.
 */
export const eraseCustomer = async (request: ErasureRequest, until: number): Promise<ErasureResult> => {
  for (;;) {
    const begun = await database().transaction((tx) => begin(tx, request));
    if (begun.kind === "openTasks") return begun;
    const erasure = await findOpenErasure(database(), begun.erasureId);
    // Another request completed it meanwhile.
    if (erasure === undefined) continue;
    const progress = await eraseAll(erasure, until);
    if (progress.kind === "done" && begun.kind === "resumed") continue;
    const { erasureId, clientId, pseudonym } = erasure;
    const orders = await countOrdersOf(database(), clientId, pseudonym);
    return { lists: [], ...progress, erasureId, pseudonym, orders };
  }
};

const MAX_CONTINUED = 20;

/** Continues the oldest erasures that are not complete. */
export const continueErasures = async (until: number): Promise<void> => {
  for (const erasure of await listOpenErasures(database(), MAX_CONTINUED)) {
    if (millis() >= until) return;
    await eraseAll(erasure, until);
  }
};
