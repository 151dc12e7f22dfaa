/** Replaces what is personal in orders of one customer by a pseudonym, and in everything that was written about them. */
import { withClauses } from "../../contract/clauses-response.ts";
import {
  type Explained,
  findWrittenAbout,
  type OrderToErase,
  type Replacement,
  replacePersonalData,
  type WrittenAbout,
} from "../../database/erasures.ts";
import type { FreeLineEarners } from "../../database/orders.ts";
import type { Sql } from "../../database/sql.ts";
import { eraseOrder, type OrderErasure } from "../../domain/privacy/erased-order.ts";
import { replaceExplanations } from "../../domain/privacy/replace-values.ts";
import { errorLine } from "../../domain/errors.ts";
import { withInputs } from "../../rulebook/decision-inputs.ts";
import type { StoredWhyNot } from "../../rulebook/stored-why-not.ts";
import { decideWithTrace } from "../../rulebook/why-not.ts";
import { loadLists } from "../list-cache.ts";
import { logger } from "../logger.ts";
import { recordedEarners } from "../recorded-earners.ts";
import { loadRulebook } from "../rulebook-cache.ts";

/** The explanations of an order, as they are before its erasure. */
type Explanations = {
  readonly whyNot: StoredWhyNot;
  /** Of each reason of each task. */
  readonly because: ReadonlyMap<string, readonly Explained[]>;
};

type Task = WrittenAbout["tasks"][number];

/** The tasks of cancellations are stored with their clauses. */
const partsOf = (tasks: readonly Pick<Task, "taskId" | "because">[]): Explanations["because"] =>
  new Map(
    tasks.map(({ taskId, because }) => [
      taskId,
      because.map(({ explanation, clauses }: Explained) =>
        clauses === undefined ? { explanation } : { explanation, clauses },
      ),
    ]),
  );

const asStored = (tasks: readonly Task[]): Explanations => ({
  whyNot: { whyNot: [] },
  because: partsOf(tasks),
});

/** Of one order. */
const MAX_WHY_NOT_BYTES = 50_000;

const explained = async (order: OrderToErase, tasks: readonly Task[]): Promise<Explanations> => {
  const rulebook = await loadRulebook(order.rulebookVersion);
  if (rulebook === undefined) return asStored(tasks);
  const lists = order.listVersions === null ? undefined : await loadLists(order.listVersions);
  const { history, managers, catalogue, rulebookVersion } = order;
  const inputs = { lists, history: history ?? undefined, managers: managers ?? undefined };
  const decided = withInputs(order.order, inputs);
  const trace = decideWithTrace(rulebook.compiled, rulebookVersion, decided, catalogue);
  const listed = trace.listWhyNot(MAX_WHY_NOT_BYTES);
  const response = withClauses({ tasks, ...listed }, trace.clausesOf(listed.whyNot));
  const { tasks: withParts, ...whyNot } = response;
  return { whyNot, because: partsOf(withParts) };
};

/** An order that cannot be explained is erased all the same. */
const explanationsOf = async (order: OrderToErase, tasks: readonly Task[]): Promise<Explanations> => {
  try {
    return await explained(order, tasks);
  } catch (error) {
    const fields = { orderNo: order.orderNo, error: errorLine(error) };
    logger.warn("an order was erased without the parts of its explanations", fields);
    return asStored(tasks);
  }
};

/** An order that cannot be decided again is erased all the same. */
const earnersOf = async (order: OrderToErase): Promise<FreeLineEarners | null> => {
  if (order.freeLines.length === 0) return null;
  try {
    const earners = await recordedEarners(order);
    return Object.fromEntries([...earners].map(([lineId, by]) => [lineId, [...by]]));
  } catch (error) {
    const fields = { orderNo: order.orderNo, error: errorLine(error) };
    logger.warn("an order was erased without the lines that earn its free lines", fields);
    return null;
  }
};

/** An order with what becomes of it. */
type Erased = {
  readonly erasure: OrderErasure;
  readonly explanations: Explanations;
  readonly freeLineEarners: FreeLineEarners | null;
  readonly cancellations: WrittenAbout["cancellations"];
};
type ErasedOrders = ReadonlyMap<number, Erased>;

const replacedTasks = ({ tasks }: WrittenAbout, erased: ErasedOrders): Replacement["tasks"] =>
  tasks.map(({ orderNo, taskId, reason, lastError }) => {
    const { erasure, explanations } = erased.get(orderNo)!;
    return {
      taskId,
      explanations: replaceExplanations(explanations.because.get(taskId)!, erasure.explanation),
      reason: reason === null ? null : erasure.message(reason),
      lastError: lastError === null ? null : erasure.message(lastError),
    };
  });

const replacedOrder = (
  { orderNo, notes }: OrderToErase,
  { erasure, explanations, freeLineEarners, cancellations }: Erased,
) => {
  const { customer, address, metadata, attributes, explanation } = erasure;
  const withNotes = cancellations.flatMap(({ cancellationNo, notes: own }) =>
    own === null ? [] : [[String(cancellationNo), own] as const],
  );
  const cancellationNotes = Object.fromEntries(withNotes);
  const texts = { notes, whyNot: explanations.whyNot, cancellationNotes };
  const replaced = replaceExplanations(texts, explanation);
  return { orderNo, customer, address, metadata, attributes, freeLineEarners, ...replaced };
};

const replacementOf = (
  orders: readonly OrderToErase[],
  written: WrittenAbout,
  erased: ErasedOrders,
): Replacement => ({
  orders: orders.map((order) => replacedOrder(order, erased.get(order.orderNo)!)),
  tasks: replacedTasks(written, erased),
  attempts: written.attempts.map(({ orderNo, taskId, no, detail }) => ({
    taskId,
    no,
    detail: erased.get(orderNo)!.erasure.message(detail),
  })),
  slips: written.slips.flatMap(({ orderNo, number, document }) => {
    const recipient = erased.get(orderNo)!.erasure.recipientOf(document);
    return recipient === undefined ? [] : [{ number, recipient }];
  }),
  differences: written.differences.map((difference) =>
    replaceExplanations(difference, erased.get(difference.orderNo)!.erasure.explanation),
  ),
});

/**
 * Replaces what is personal in some orders of one customer.
 * @returns how many orders were changed; those whose tasks were opened again meanwhile were not
 */
export const eraseOrders = async (
  tx: Sql,
  customer: { clientId: string; customerId: string; pseudonym: string },
  orders: readonly OrderToErase[],
  at: string,
): Promise<number> => {
  const written = await findWrittenAbout(
    tx,
    orders.map(({ orderNo }) => orderNo),
  );
  const tasksOf = Map.groupBy(written.tasks, ({ orderNo }) => orderNo);
  const cancellationsOf = Map.groupBy(written.cancellations, ({ orderNo }) => orderNo);
  const erased = new Map<number, Erased>();
  for (const order of orders) {
    const { orderNo } = order;
    const cancellations = cancellationsOf.get(orderNo) ?? [];
    const reasons = cancellations.map(({ reason }) => reason);
    const explanations = await explanationsOf(order, tasksOf.get(orderNo) ?? []);
    const erasure = eraseOrder(order.order, customer.pseudonym, reasons);
    const freeLineEarners = await earnersOf(order);
    erased.set(orderNo, { erasure, explanations, freeLineEarners, cancellations });
  }
  return replacePersonalData(tx, customer, replacementOf(orders, written, erased), at);
};
