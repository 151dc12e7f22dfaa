/**
 * Finds an order for which several conditions hold at once. The search tries a few orders, each of which the evaluator
 * tests, so an order that is found is right; none is found of some that exist.
 */
import { comparedForm, type ListKind } from "../../domain/list.ts";
import type { Managers } from "../../domain/managers.ts";
import { agentsOf, type Order } from "../../domain/order.ts";
import { type ListContent, type OrderWithInputs, withInputs } from "../decision-inputs.ts";
import { readOperand } from "../evaluate.ts";
import {
  type Compare,
  type Expression,
  isAggregate,
  type ListReference,
  type Operand,
} from "../expression.ts";
import { orderCache } from "../order-cache.ts";
import type { AbstractState, CheckContext } from "./abstract-state.ts";
import { type FillContext, fillOrder } from "./fill-order.ts";
import { splitStates, UNCONSTRAINED } from "./narrowing.ts";
import { emptyDraft, type OrderDraft, type Written, writeState } from "./sample-draft.ts";

export type SampleContext = CheckContext &
  FillContext & { readonly listKinds?: ReadonlyMap<string, ListKind> | undefined };

/** An order as it is decided, and as it is written. */
export type Sample = { readonly order: OrderWithInputs; readonly written: Written };

/** What must hold: the conditions, with what is proven where they do. */
export type SampleGoal = {
  readonly states: readonly AbstractState[];
  readonly conditions: readonly Expression[];
  /** A time of payment for a state; undefined when there is none. */
  readonly paidAt: (state: AbstractState) => string | undefined;
};

/** The clauses that can be true when the condition is; those under `!` are left out. */
const clausesOf = (expression: Expression): readonly Expression[] => {
  if (expression.op === "and" || expression.op === "or") return expression.terms.flatMap(clausesOf);
  return expression.op === "not" ? [] : [expression];
};

const addLine = (context: SampleContext, draft: OrderDraft, each: Expression): Written | undefined => {
  const [state] = splitStates(context, each, UNCONSTRAINED).whenTrue;
  if (state === undefined) return undefined;
  const line: Written = {};
  draft.lines.push(line);
  writeState(context, draft, line, state, "each");
  return line;
};

const literalOf = (operand: Operand): number | undefined =>
  operand.op === "literal" && typeof operand.value === "number" ? operand.value : undefined;

const MAX_ADDED_LINES = 20;

/** Adds lines so that a number over lines is as large as it is compared with. */
const raise = (context: SampleContext, draft: OrderDraft, { by, left, right }: Compare): void => {
  const [aggregate, value] = isAggregate(left) ? [left, literalOf(right)] : [right, literalOf(left)];
  if (!isAggregate(aggregate) || value === undefined || by === "!=") return;
  const target = by === ">" || by === "<" ? value + 1 : value;
  if (aggregate.op === "count") {
    for (let count = draft.lines.length; count < Math.min(target + 1, MAX_ADDED_LINES); count += 1)
      addLine(context, draft, aggregate.each);
    return;
  }
  const line = addLine(context, draft, aggregate.each);
  const name = aggregate.field.path.at(-1)!;
  if (line !== undefined)
    line[name === "total" ? "unitPrice" : name === "weightTotal" ? "weightGrams" : name] = target;
};

const isRepairable = (clause: Expression): boolean =>
  clause.op === "exists" ||
  (clause.op === "compare" && (isAggregate(clause.left) || isAggregate(clause.right)));

/** Changes a draft so that a clause may hold which does not. */
const repair = (context: SampleContext, draft: OrderDraft, clause: Expression): void => {
  if (clause.op === "exists") addLine(context, draft, clause.each);
  if (clause.op === "compare") raise(context, draft, clause);
};

type ListClause = { readonly item: Operand; readonly list: ListReference };

const listClausesOf = (clauses: readonly Expression[]): readonly ListClause[] =>
  clauses.flatMap((clause) =>
    clause.op === "in" && "op" in clause.among && clause.among.op === "list"
      ? [{ item: clause.item, list: clause.among }]
      : [],
  );

/** Lists that hold the values of the line. */
const listsFor = (
  { listKinds }: SampleContext,
  clauses: readonly ListClause[],
  order: Order,
): ReadonlyMap<string, ListContent> => {
  const cache = orderCache();
  const lists = new Map<string, ListContent>();
  for (const { item, list } of clauses) {
    const value = readOperand(item, cache)(order, order.lines[0], undefined);
    const kind = listKinds?.get(list.id) ?? "text";
    if (typeof value !== "string") continue;
    const values = [...(lists.get(list.id)?.values ?? []), comparedForm(kind)(value)];
    lists.set(list.id, { kind, version: 0, values: new Set(values) });
  }
  return lists;
};

const historyOf = ({ history }: OrderDraft) =>
  Object.keys(history).length === 0
    ? undefined
    : { orders: Number(history.orders ?? 1), paidTotal: Number(history.paidTotal ?? 0) };

/** Every agent has a manager, so that commissions of managers are earned. */
const managersFor = (order: Order): Managers =>
  Object.fromEntries(agentsOf(order).map((agentId) => [agentId, "MANAGER-1"]));

const writtenOrder = ({ order, lines }: OrderDraft, paidAt: string): Written => {
  const payment = typeof order.payment === "object" ? order.payment : {};
  return {
    ...order,
    payment: { ...payment, paidAt },
    lines: lines.map((line) => ({ type: "physical", ...line })),
  };
};

const MAX_STATES_TRIED = 4;

/** @param accepts whether the order shows what it is to show */
export const findSample = (
  context: SampleContext,
  { states, conditions, paidAt }: SampleGoal,
  accepts: (order: OrderWithInputs) => boolean,
): Sample | undefined => {
  const clauses = conditions.flatMap(clausesOf);
  const listClauses = listClausesOf(clauses);
  const repairable = clauses.filter(isRepairable);
  const tried = (draft: OrderDraft, instant: string): Sample | undefined => {
    const written = writtenOrder(draft, instant);
    const filled = fillOrder({ agentId: "A-1", ...written }, context);
    if (!filled.ok) return undefined;
    const lists = listClauses.length === 0 ? undefined : listsFor(context, listClauses, filled.value);
    const order = withInputs(filled.value, {
      lists,
      history: historyOf(draft),
      managers: managersFor(filled.value),
    });
    return accepts(order) ? { order, written } : undefined;
  };
  for (const state of states.slice(0, MAX_STATES_TRIED)) {
    const instant = paidAt(state);
    if (instant === undefined) continue;
    const draft = emptyDraft();
    writeState(context, draft, draft.lines[0]!, state);
    for (let repairs = 0; repairs <= repairable.length; repairs += 1) {
      const sample = tried(draft, instant);
      if (sample !== undefined) return sample;
      const clause = repairable[repairs];
      if (clause !== undefined) repair(context, draft, clause);
    }
  }
  return undefined;
};
