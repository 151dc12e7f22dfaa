/** Accepts a cancellation: in one transaction it is checked, recorded, and carried over to the tasks of its order. */
import type { CancellationBody } from "../../lib/contract/cancellation-body.ts";
import { withStoredClauses } from "../../lib/contract/clauses-response.ts";
import {
  findCancellations,
  findOrderState,
  insertCancellation,
  lockCancellations,
  type OrderState,
  type StoredCancellation,
  takeCancellationNumber,
} from "../../lib/database/cancellations.ts";
import {
  type AddedTask,
  changeTasks,
  insertCancellationTasks,
  lockOrderTasks,
} from "../../lib/database/cancelled-tasks.ts";
import { findOrder, type StoredOrder } from "../../lib/database/orders.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Publishable } from "../../lib/database/tasks.ts";
import type { ValidationIssue } from "../../lib/domain/validation-issue.ts";
import {
  type CancellationDecision,
  decideCancellationWithTrace,
} from "../../lib/rulebook/decide-cancellation.ts";
import { withInputs } from "../../lib/rulebook/decision-inputs.ts";
import type { GiftEarners } from "../../lib/rulebook/gift-earners.ts";
import { now } from "../../lib/runtime/clock.ts";
import { newId } from "../../lib/runtime/ids.ts";
import type { Rules } from "../../lib/runtime/rulebook-cache.ts";
import {
  cancelTasks,
  cancellationKey,
  type RecordedTask,
  type Reversal,
} from "../../lib/tasks/cancelled-tasks.ts";
import { identifyTasks } from "../../lib/tasks/identified-task.ts";
import { type PlannedCancellation, planCancellation } from "./plan-cancellation.ts";

export type CancellationRequest = {
  readonly stored: StoredOrder;
  readonly body: CancellationBody;
  readonly contentHash: Buffer;
  readonly earners: GiftEarners;
  /** In force now. */
  readonly rules: Rules;
  /** The id of the key. */
  readonly requestedBy: string;
};

export type CancellationOutcome =
  | {
      readonly kind: "accepted";
      readonly cancellation: StoredCancellation;
      readonly publishable: readonly Publishable[];
    }
  | { readonly kind: "replayed"; readonly cancellation: StoredCancellation }
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly issues: readonly ValidationIssue[] };

const findCancellation = async (
  tx: Sql,
  { stored: { orderNo }, body: { cancellationId } }: CancellationRequest,
): Promise<StoredCancellation | undefined> => (await findCancellations(tx, orderNo, cancellationId))[0];

/** What the rules for each cancellation add; undefined when there are no such rules. */
const decided = (
  { stored, body, rules }: CancellationRequest,
  { lines, complete }: PlannedCancellation,
): CancellationDecision | undefined => {
  const { active, lists } = rules;
  const { order, freeLines, history } = stored;
  const all = { ...order, lines: [...order.lines, ...freeLines] };
  const { cancellationId, reason, at, refund } = body;
  const facts = { cancellationId, reason, at, complete, lines };
  const traced = decideCancellationWithTrace(
    active.compiled,
    active.version,
    withInputs(all, { lists, history: history ?? undefined }),
    refund === undefined ? facts : { ...facts, refund: refund.amount },
  );
  if (traced === undefined) return undefined;
  const { decision, clausesOf } = traced;
  return { ...decision, tasks: withStoredClauses(decision.tasks, clausesOf([])) };
};

// A reversal has the type and the payload that the definition of the task's type has made.
const reversalTask = ({ isHeldBack, ...reversal }: Reversal): AddedTask =>
  ({ ...reversal, taskId: newId(), isHeldBack }) as AddedTask;

/** The mail that says what was cancelled. */
const customerMail = (
  { cancellationId, refund }: CancellationBody,
  { lines, complete }: PlannedCancellation,
): AddedTask => ({
  taskId: newId(),
  type: "email",
  key: cancellationKey(cancellationId, "email"),
  lineIds: lines.map(({ lineId }) => lineId),
  because: [],
  ruleIds: [],
  payload: {
    template: "order-cancelled",
    cancelled: {
      cancellationId,
      lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
      complete,
      ...(refund === undefined ? {} : { refund: refund.amount }),
    },
  },
});

type Numbered = Awaited<ReturnType<typeof takeCancellationNumber>>;

/** Changes the tasks of the order and adds those of the cancellation. @returns those to publish after the commit */
const carryOver = async (
  tx: Sql,
  request: CancellationRequest,
  planned: PlannedCancellation,
  { cancellationNo, accountId, receivedAt }: Numbered,
  { recorded, decision }: { recorded: readonly RecordedTask[]; decision: CancellationDecision | undefined },
): Promise<readonly Publishable[]> => {
  const { stored, body } = request;
  const { orderNo, clientId } = stored;
  const { cancellationId, at } = body;
  const { cancelled: lines, complete } = planned;
  const changes = cancelTasks(recorded, { cancellationId, at, lines, complete });
  const tasks = [
    ...changes.reversals.map(reversalTask),
    customerMail(body, planned),
    ...identifyTasks(decision?.tasks ?? [], newId),
  ];
  // Added before the others end, so that the order is not taken for completed in between.
  const added = { orderNo, clientId, cancellationNo, accountId, receivedAt, tasks };
  const free = await insertCancellationTasks(tx, added);
  return [...(await changeTasks(tx, changes, receivedAt)), ...free];
};

const record = (
  tx: Sql,
  { stored, body, contentHash, rules, requestedBy }: CancellationRequest,
  { lines }: PlannedCancellation,
  { cancellationNo, receivedAt }: Numbered,
  decision: CancellationDecision | undefined,
): Promise<void> =>
  insertCancellation(tx, {
    cancellationNo,
    orderNo: stored.orderNo,
    clientId: stored.clientId,
    cancellationId: body.cancellationId,
    contentHash,
    reason: body.reason,
    at: body.at,
    receivedAt,
    rulebookVersion: rules.active.version,
    refundAmount: body.refund?.amount,
    requestedBy,
    notes: decision?.notes,
    suppressedBy: decision?.suppressedBy,
    lines,
  });

/**
 * What an imported order led to was done elsewhere: its cancellation is recorded, and nothing is undone, mailed or decided.
 */
const carryOut = async (
  tx: Sql,
  request: CancellationRequest,
  planned: PlannedCancellation,
  state: OrderState,
): Promise<readonly Publishable[]> => {
  const numbered = await takeCancellationNumber(tx, request.stored.orderNo);
  if (state.imported) {
    await record(tx, request, planned, numbered, undefined);
    return [];
  }
  const decision = decided(request, planned);
  // Tasks are locked before the order's row, which recording changes: handlers lock them in this order.
  const recorded = await lockOrderTasks(tx, request.stored.orderNo, now());
  await record(tx, request, planned, numbered, decision);
  return carryOver(tx, request, planned, numbered, { recorded, decision });
};

/** Of an order whose personal data was replaced, perhaps since it was read: what people write about its customer is not kept. */
const withoutPersonalData = async (tx: Sql, request: CancellationRequest): Promise<CancellationRequest> => {
  const { clientId, orderId } = request.stored;
  const stored = (await findOrder(tx, clientId, orderId))!;
  return { ...request, stored, body: { ...request.body, reason: stored.order.customer.customerId } };
};

/** Accepts a cancellation, in a transaction. The order's other cancellations wait for its end. */
export const acceptCancellation = async (
  tx: Sql,
  received: CancellationRequest,
): Promise<CancellationOutcome> => {
  const { contentHash, earners } = received;
  await lockCancellations(tx, received.stored.orderNo);
  const earlier = await findCancellation(tx, received);
  if (earlier !== undefined)
    return earlier.contentHash.equals(contentHash)
      ? { kind: "replayed", cancellation: earlier }
      : { kind: "conflict" };
  const state = await findOrderState(tx, received.stored.orderNo);
  const request = state.erasedAt === null ? received : await withoutPersonalData(tx, received);
  const planned = planCancellation(request.body, request.stored, state, earners, now());
  if (!planned.ok) return { kind: "refused", issues: planned.error };
  const publishable = await carryOut(tx, request, planned.value, state);
  return { kind: "accepted", cancellation: (await findCancellation(tx, request))!, publishable };
};
