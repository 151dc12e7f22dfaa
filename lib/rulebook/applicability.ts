/** Whether a rule is in force, and whether it applies to a line or an order. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRulebook } from "./compile.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { isWithin, outOfForce } from "./in-force.ts";
import type { Predicate } from "./evaluate.ts";
import type { Outcome, Trace } from "./trace.ts";

export type EvaluationContext = {
  readonly compiled: CompiledRulebook;
  /** Epoch milliseconds; 0 when the rulebook has no dates. */
  readonly paidAt: number;
  readonly trace: Trace | undefined;
  /** One outcome for all rules and lines of an order. */
  conditionFailed: Extract<Outcome, { kind: "conditionFailed" }> | undefined;
};

const traceFailed = (
  context: EvaluationContext,
  trace: Trace,
  rule: CompiledRule,
  order: Order,
  line: OrderLine | undefined,
): void => {
  if (context.conditionFailed?.order !== order) context.conditionFailed = { kind: "conditionFailed", order };
  trace(rule, line, context.conditionFailed);
};

/** Whether the rule is switched on, and the order was paid within its dates and in none of its pauses. */
export const inForce = ({ paidAt, trace }: EvaluationContext, rule: CompiledRule): boolean => {
  const outcome = outOfForce(paidAt, rule);
  if (outcome !== undefined) trace?.(rule, undefined, outcome);
  return outcome === undefined;
};

const heldBack = (
  { paidAt, trace }: EvaluationContext,
  rule: CompiledRule,
  order: Order,
  line: OrderLine | undefined,
): boolean => {
  for (const exception of rule.exceptions)
    if (isWithin(paidAt, exception) && exception.condition.test(order, line, undefined)) {
      trace?.(rule, line, { kind: "heldBack", order, by: exception });
      return true;
    }
  return false;
};

/**
 * Whether a rule in force applies to a line, or to the order when `line` is undefined: its condition holds and no
 * exception does. Of several exceptions that hold, the trace names the first in the rulebook.
 * @param test what is left to test of the condition; undefined when nothing is
 */
export const applies = (
  context: EvaluationContext,
  rule: CompiledRule,
  test: Predicate | undefined,
  order: Order,
  line: OrderLine | undefined,
): boolean => {
  if (test === undefined || test(order, line, undefined))
    return rule.exceptions.length === 0 || !heldBack(context, rule, order, line);
  if (context.trace !== undefined) traceFailed(context, context.trace, rule, order, line);
  return false;
};

/** A rule in force, the order as the rule saw it, and the lines it applies to. */
export type RuleMatch = {
  readonly rule: CompiledRule;
  readonly order: Order;
  /** All lines or none for a rule for each order. */
  readonly lines: readonly OrderLine[];
};

const linesOf = (context: EvaluationContext, rule: CompiledRule, order: Order): readonly OrderLine[] => {
  if (rule.forOrder) return applies(context, rule, rule.condition.test, order, undefined) ? order.lines : [];
  const lines: OrderLine[] = [];
  const { test } = rule.condition;
  for (const line of order.lines) if (applies(context, rule, test, order, line)) lines.push(line);
  return lines;
};

/** Evaluates a rule in force on a whole order. */
export const evaluate = (context: EvaluationContext, rule: CompiledRule, order: Order): RuleMatch => ({
  rule,
  order,
  lines: linesOf(context, rule, order),
});
