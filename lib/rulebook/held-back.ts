/** Finds what rules hold back for a line of an order: the rules that they override, and the effects that they suppress. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { type EvaluationContext, evaluate, inForce, type RuleMatch } from "./applicability.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { Action } from "./rulebook.ts";
import type { CompiledAction } from "./task-plan.ts";

/** What is held back, line by line. A trace receives each effect that is. */
export type HoldingBack = {
  /** Whether the actions of a rule do not happen for a line, because another rule overrides it. */
  readonly isOverridden: (rule: CompiledRule, line: OrderLine) => boolean;
  /** Whether an action does not happen for a line, because a rule suppresses effects of its kind. */
  readonly isSuppressed: (rule: CompiledRule, action: Action, line: OrderLine) => boolean;
  /** As both together, without reporting it. */
  readonly isHeldBack: (rule: CompiledRule, { action }: CompiledAction, line: OrderLine) => boolean;
  /** Whether a rule has suppressed an effect of a line. */
  readonly hasSuppressed: (rule: CompiledRule, line: OrderLine) => boolean;
};

type AppliesTo = (rule: CompiledRule, line: OrderLine) => boolean;

/** Evaluates each rule at most once. @param known matches before overrides are applied */
const matcher = (context: EvaluationContext, order: Order, known: readonly RuleMatch[]): AppliesTo => {
  const silent = { ...context, trace: undefined };
  const linesOf = new Map(known.map(({ rule, lines }) => [rule, new Set(lines)]));
  return (rule, line) => {
    let lines = linesOf.get(rule);
    if (lines === undefined) {
      lines = new Set(inForce(silent, rule) ? evaluate(silent, rule, order).lines : []);
      linesOf.set(rule, lines);
    }
    return lines.has(line);
  };
};

/**
 * @param order as the rules see it
 * @param known matches of rules that are evaluated already, before overrides are applied
 * @returns undefined when no rule of the rulebook holds anything back
 */
export const holdingBackIn = (
  context: EvaluationContext,
  order: Order,
  known: readonly RuleMatch[],
): HoldingBack | undefined => {
  const { overriders, suppressors } = context.compiled;
  if (overriders === undefined && suppressors === undefined) return undefined;
  const { trace } = context;
  const appliesTo = matcher(context, order, known);
  const suppressed = new Map<CompiledRule, Set<OrderLine>>();
  const overriderOf = (rule: CompiledRule, line: OrderLine): CompiledRule | undefined =>
    overriders?.get(rule)?.find((one) => appliesTo(one, line));
  const suppressorOf = (action: Action, line: OrderLine): CompiledRule | undefined =>
    suppressors?.get(action)?.find((one) => appliesTo(one, line) && overriderOf(one, line) === undefined);
  const subjectOf = (rule: CompiledRule, by: CompiledRule, line: OrderLine) =>
    rule.forOrder && by.forOrder ? undefined : line;
  return {
    isOverridden: (rule, line) => {
      const by = overriderOf(rule, line);
      if (by !== undefined) trace?.(rule, subjectOf(rule, by, line), { kind: "overridden", order, by });
      return by !== undefined;
    },
    isSuppressed: (rule, action, line) => {
      const by = suppressorOf(action, line);
      if (by === undefined) return false;
      const lines = suppressed.get(by);
      if (lines === undefined) suppressed.set(by, new Set([line]));
      else lines.add(line);
      trace?.(rule, rule.forOrder ? undefined : line, { kind: "suppressed", order, line, by, action });
      return true;
    },
    isHeldBack: (rule, { action }, line) =>
      // Rules that add free items have been held back before they added any.
      (!rule.addsFreeItems && overriderOf(rule, line) !== undefined) ||
      suppressorOf(action, line) !== undefined,
    hasSuppressed: (rule, line) => suppressed.get(rule)?.has(line) ?? false,
  };
};
