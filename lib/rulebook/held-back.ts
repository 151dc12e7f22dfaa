/** Finds the rules that other rules override for a line of an order. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { type EvaluationContext, evaluate, inForce, type RuleMatch } from "./applicability.ts";
import type { CompiledRule } from "./compile.ts";

/**
 * Whether a rule is overridden for a line; reports it to the trace.
 * @returns true when its actions do not happen for the line
 */
export type IsOverridden = (rule: CompiledRule, line: OrderLine) => boolean;

/** No rule of the rulebook overrides another. */
export const neverOverridden: IsOverridden = () => false;

/**
 * @param order as the rules see it
 * @param known matches of rules that are evaluated already, before overrides are applied
 */
export const overridesIn = (
  context: EvaluationContext,
  order: Order,
  known: readonly RuleMatch[],
): IsOverridden => {
  const { overriders } = context.compiled;
  if (overriders === undefined) return neverOverridden;
  const silent = { ...context, trace: undefined };
  const linesOf = new Map(known.map(({ rule, lines }) => [rule, new Set(lines)]));
  const appliesTo = (rule: CompiledRule, line: OrderLine): boolean => {
    let lines = linesOf.get(rule);
    if (lines === undefined) {
      lines = new Set(inForce(silent, rule) ? evaluate(silent, rule, order).lines : []);
      linesOf.set(rule, lines);
    }
    return lines.has(line);
  };
  return (rule, line) => {
    const by = overriders.get(rule)?.find((one) => appliesTo(one, line));
    if (by === undefined) return false;
    const subject = rule.forOrder && by.forOrder ? undefined : line;
    context.trace?.(rule, subject, { kind: "overridden", order, by });
    return true;
  };
};
