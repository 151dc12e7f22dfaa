/** Decides an order: a pure function of the rulebook, the order and the catalogue. No clock, no randomness, no I/O. */
import { epochMillis } from "../domain/instant.ts";
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Because } from "../domain/task.ts";
import { applies, type EvaluationContext, evaluate, inForce, type RuleMatch } from "./applicability.ts";
import { type CompiledRule, type CompiledRulebook, type RuleSet, ruleSetOf } from "./compile.ts";
import type { Decision } from "./decision.ts";
import { freeLinesFor } from "./free-items.ts";
import { emptyTaskPlan, plannedTasks, type TaskPlan } from "./task-plan.ts";
import type { Trace } from "./trace.ts";

const rulesInForce = (context: EvaluationContext): RuleSet => {
  const { rules, ruleSet, hasDates } = context.compiled;
  return hasDates ? ruleSetOf(rules.filter((rule) => inForce(context, rule))) : ruleSet;
};

const becauseOf = (rule: CompiledRule, order: Order, line: OrderLine | undefined): Because => {
  const explanation = rule.condition.why(order, line, undefined);
  return line === undefined
    ? { ruleId: rule.rule.id, explanation }
    : { ruleId: rule.rule.id, lineId: line.lineId, explanation };
};

/** Of rules that are evaluated before the others: why they apply, for each line they apply to. */
type Reasons = ReadonlyMap<CompiledRule, ReadonlyMap<OrderLine, Because>>;

const reasonsPerLine = ({ rule, order, lines }: RuleMatch): ReadonlyMap<OrderLine, Because> => {
  const shared = rule.forOrder && lines.length > 0 ? becauseOf(rule, order, undefined) : undefined;
  return new Map(lines.map((line) => [line, shared ?? becauseOf(rule, order, line)]));
};

const reasonsBeforehand = (
  context: EvaluationContext,
  freeItemMatches: readonly RuleMatch[],
  orderRules: readonly CompiledRule[],
  order: Order,
): Reasons => {
  const reasons = new Map<CompiledRule, ReadonlyMap<OrderLine, Because>>();
  for (const match of freeItemMatches)
    if (match.rule.actions.length > 0) reasons.set(match.rule, reasonsPerLine(match));
  for (const rule of orderRules) reasons.set(rule, reasonsPerLine(evaluate(context, rule, order)));
  return reasons;
};

const addActions = (
  { trace }: EvaluationContext,
  plan: TaskPlan,
  rule: CompiledRule,
  line: OrderLine,
  because: Because,
): void => {
  const subject = rule.forOrder ? undefined : line;
  for (const action of rule.actions)
    if (!rule.forOrder || action.covers(line)) {
      const result = action.addTo(plan, line, because);
      trace?.(rule, subject, { kind: "action", action, result });
    } else trace?.(rule, subject, { kind: "lineNotCovered", action });
};

/** Adds the actions of rules to the plan, line by line, so that tasks list lines and reasons in that order. */
const planTasks = (
  context: EvaluationContext,
  rules: readonly CompiledRule[],
  evaluated: Reasons,
  order: Order,
): TaskPlan => {
  const plan = emptyTaskPlan(order);
  for (const line of order.lines)
    for (const rule of rules) {
      let because: Because | undefined;
      if (rule.forOrder || rule.addsFreeItems) because = evaluated.get(rule)?.get(line);
      else if (applies(context, rule, order, line)) because = becauseOf(rule, order, line);
      if (because) addActions(context, plan, rule, line, because);
    }
  return plan;
};

/**
 * Decides what an order leads to under a rulebook.
 * @param version recorded in the decision
 * @param order the customer's lines only
 * @param catalogue holds the SKUs that the rulebook may add for free
 * @param trace receives what became of every rule; deciding is as fast as without when left out
 */
export const decide = (
  compiled: CompiledRulebook,
  version: number,
  order: Order,
  catalogue: Catalogue,
  trace?: Trace,
): Decision => {
  const context = { compiled, paidAt: compiled.hasDates ? epochMillis(order.payment.paidAt) : 0, trace };
  const { freeItemRules, orderRules, taskRules } = rulesInForce(context);
  const freeItemMatches = freeItemRules.map((rule) => evaluate(context, rule, order));
  const freeLines = freeLinesFor(context, freeItemMatches, order, catalogue);
  const all = freeLines.length === 0 ? order : { ...order, lines: [...order.lines, ...freeLines] };
  const evaluated = reasonsBeforehand(context, freeItemMatches, orderRules, all);
  const plan = planTasks(context, taskRules, evaluated, all);
  return { rulebookVersion: version, lines: all.lines, tasks: plannedTasks(plan) };
};
