/**
 * What rules read besides the order: lists, what the customer had before, the managers of agents, and the cancellation
 * that is decided. They are inputs of a decision.
 */
import { civilDate } from "../domain/calendar.ts";
import type { CancellationFacts } from "../domain/cancellation-facts.ts";
import type { CustomerHistory } from "../domain/customer-history.ts";
import type { ListKind } from "../domain/list.ts";
import { type Managers, type ManagersOnDay, managersOnDay } from "../domain/managers.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { actionNeeds } from "../tasks/registry.ts";
import type { Rule } from "./rulebook.ts";

/** A version of a list. */
export type ListContent = {
  readonly kind: ListKind;
  readonly version: number;
  /** In the form in which values of the kind are compared. */
  readonly values: ReadonlySet<string>;
};

/** By list id. A condition that looks into a list that is not here is false. */
export type Lists = ReadonlyMap<string, ListContent>;

export type DecisionInputs = {
  readonly lists?: Lists | undefined;
  readonly history?: CustomerHistory | undefined;
  readonly managers?: Managers | undefined;
};

/** A cancellation as rules see it. */
export type SeenCancellation = CancellationFacts & {
  /** The lines of the order as it was accepted, free lines too. */
  readonly orderLines: readonly OrderLine[];
};

/** An order as rules see it. When a cancellation is decided, its `lines` are the cancelled ones. */
export type OrderWithInputs = Order & {
  readonly lists?: Lists | undefined;
  /** `firstPaidAt` is the date in São Paulo. */
  readonly history?: CustomerHistory | undefined;
  readonly managers?: ManagersOnDay | undefined;
  readonly cancellation?: SeenCancellation | undefined;
};

/** When what is decided took place, as RFC 3339: the payment, or the cancellation. */
export const decidedAt = ({ payment, cancellation }: OrderWithInputs): string =>
  cancellation?.at ?? payment.paidAt;

const inDates = ({ firstPaidAt, ...totals }: CustomerHistory): CustomerHistory =>
  firstPaidAt === undefined ? totals : { ...totals, firstPaidAt: civilDate(firstPaidAt) };

/** The order for deciding. Without inputs it is the same object. */
export const withInputs = (order: Order, { lists, history, managers }: DecisionInputs): OrderWithInputs =>
  lists === undefined && history === undefined && managers === undefined
    ? order
    : {
        ...order,
        lists,
        history: history && inDates(history),
        managers: managers && managersOnDay(managers, order.payment.paidAt),
      };

type Json = Readonly<Record<string, unknown>>;

/** Every object within a value. Conditions nest at most as deep as the checker allows. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

export type InputsRead = {
  readonly lists: readonly string[];
  readonly history: boolean;
  readonly managers: boolean;
  /** The agents that rules name as recipients of commissions. */
  readonly agents: readonly string[];
};

/** The inputs that rules read. */
export const inputsRead = (rules: readonly Rule[]): InputsRead => {
  const lists = new Set<string>();
  let history = false;
  for (const { op, id, of, path } of objectsIn(rules)) {
    if (op === "list") lists.add(String(id));
    history ||= of === "order" && Array.isArray(path) && path[0] === "history";
  }
  const needs = rules.flatMap(({ then }) => then.map(actionNeeds));
  const agents = new Set(needs.flatMap(({ agents: named = [] }) => named));
  const managers = needs.some((one) => one.managers);
  return { lists: [...lists], history, managers, agents: [...agents] };
};
