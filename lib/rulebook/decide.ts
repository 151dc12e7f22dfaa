/** Decides an order: a pure function of the rulebook, the order and the catalogue. No clock, no randomness, no I/O. */
import { epochMillis } from "../domain/instant.ts";
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { applies, type EvaluationContext, evaluate, inForce, type RuleMatch } from "./applicability.ts";
import type { CompiledRulebook } from "./compile.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { Decision } from "./decision.ts";
import { decidedAt, type OrderWithInputs } from "./decision-inputs.ts";
import { freeLinesFor } from "./free-items.ts";
import { type HoldingBack, holdingBackIn } from "./held-back.ts";
import type { RuleSet } from "./rule-set.ts";
import { notesOf } from "./note-action.ts";
import { type AppliedLines, type Takers, takenBy, takersOf, takersOfLine } from "./takers.ts";
import {
  type CompiledAction,
  emptyTaskPlan,
  plannedNotes,
  plannedTasks,
  type TaskPlan,
} from "./task-plan.ts";
import type { Trace } from "./trace.ts";

const rulesInForce = (context: EvaluationContext): RuleSet => {
  const { compiled, paidAt, trace } = context;
  // The trace receives why a rule is not in force.
  if (trace !== undefined) for (const rule of compiled.rules) inForce(context, rule);
  return compiled.rulesAt(paidAt);
};

const withoutOverridden = (
  matches: readonly RuleMatch[],
  holdingBack: HoldingBack | undefined,
): readonly RuleMatch[] =>
  holdingBack === undefined
    ? matches
    : matches.map((match) => {
        const lines = match.lines.filter((line) => !holdingBack.isOverridden(match.rule, line));
        return { ...match, lines };
      });

const traceSuppressor = (
  context: EvaluationContext,
  rule: CompiledRule,
  order: Order,
  { isOverridden }: HoldingBack,
  hasEffect: (line: OrderLine) => boolean,
): void => {
  if (!inForce({ ...context, trace: undefined }, rule)) return;
  const { lines } = evaluate(context, rule, order);
  if (rule.forOrder && lines.some(hasEffect)) return;
  const left = lines.filter((line) => !isOverridden(rule, line) && !hasEffect(line));
  const subjects = rule.forOrder && left.length > 0 ? [undefined] : left;
  for (const subject of subjects) context.trace?.(rule, subject, { kind: "nothingToSuppress" });
};

/** Names the rules that suppressed an effect, and reports for which lines the others did not. */
const withSuppressors = (
  context: EvaluationContext,
  decision: Decision,
  order: Order,
  before: HoldingBack,
  after: HoldingBack,
): Decision => {
  const suppressedBy: string[] = [];
  for (const rule of context.compiled.rules) {
    if (rule.rule.suppress === undefined) continue;
    const hasEffect = (line: OrderLine): boolean =>
      before.hasSuppressed(rule, line) || after.hasSuppressed(rule, line);
    if (order.lines.some(hasEffect)) suppressedBy.push(rule.rule.id);
    if (context.trace) traceSuppressor(context, rule, order, after, hasEffect);
  }
  return suppressedBy.length === 0 ? decision : { ...decision, suppressedBy };
};

/** Of rules that are evaluated before the others. */
type Evaluated = ReadonlyMap<CompiledRule, AppliedLines>;

const EVERY_LINE: AppliedLines = { has: () => true };

const NONE: Evaluated = new Map();

const evaluateBeforehand = (
  context: EvaluationContext,
  freeItemMatches: readonly RuleMatch[],
  orderRules: readonly CompiledRule[],
  order: Order,
): Evaluated => {
  const withActions = freeItemMatches.filter(({ rule }) => rule.actions.length > 0);
  if (withActions.length === 0 && orderRules.length === 0) return NONE;
  const matches = [...withActions, ...orderRules.map((rule) => evaluate(context, rule, order))];
  return new Map(
    matches.map(({ rule, lines }) => [
      rule,
      lines.length === order.lines.length ? EVERY_LINE : new Set(lines),
    ]),
  );
};

type PlanningContext = EvaluationContext & {
  readonly takers: Takers | undefined;
  readonly holdingBack: HoldingBack | undefined;
  readonly suppresses: boolean;
};

/** A rule for each order that takes the line takes it from here; one for a line adds the line itself. */
const addAction = (
  context: PlanningContext,
  plan: TaskPlan,
  rule: CompiledRule,
  action: CompiledAction,
  line: OrderLine,
): void => {
  const { takers, trace, holdingBack } = context;
  if (context.suppresses && holdingBack!.isSuppressed(rule, action.action, line)) return;
  if (takers === undefined) {
    const result = action.addTo(plan, line, rule);
    trace?.(rule, rule.forOrder ? undefined : line, { kind: "action", action, result });
    return;
  }
  const taking = takersOfLine(takers, action, line, holdingBack);
  const result = taking.length === 0 ? action.addTo(plan, line, rule) : takenBy(taking);
  trace?.(rule, rule.forOrder ? undefined : line, { kind: "action", action, result });
  for (const taker of taking)
    if (taker.rule.forOrder) addAction(context, plan, taker.rule, taker.action, line);
};

const addActions = (context: PlanningContext, plan: TaskPlan, rule: CompiledRule, line: OrderLine): void => {
  for (const action of rule.actions)
    if (!rule.forOrder || action.covers(line)) addAction(context, plan, rule, action, line);
    else context.trace?.(rule, undefined, { kind: "lineNotCovered", action });
};

/** Adds the actions of rules to the plan, line by line, so that tasks list lines and reasons in that order. */
const planTasks = (
  evaluation: EvaluationContext,
  rules: RuleSet,
  evaluated: Evaluated,
  holdingBack: HoldingBack | undefined,
  plan: TaskPlan,
): void => {
  const { compiled, paidAt, trace } = evaluation;
  const { order } = plan;
  const takers = takersOf(rules.takingRules, evaluated);
  // Spreading the context would be a noticeable part of deciding a small order.
  const suppresses = compiled.suppressors !== undefined;
  const context: PlanningContext = {
    compiled,
    paidAt,
    trace,
    conditionFailed: undefined,
    takers,
    holdingBack,
    suppresses,
  };
  // The trace receives of every rule why it does not apply.
  for (const line of order.lines)
    for (const { rule, test } of trace === undefined ? rules.taskRulesFor(line) : rules.taskRules) {
      const doesApply = rule.isEvaluatedBefore
        ? evaluated.get(rule)?.has(line) === true
        : applies(context, rule, test, order, line);
      // Rules that add free items have been held back before they added any.
      if (
        doesApply &&
        (rule.addsFreeItems || holdingBack === undefined || !holdingBack.isOverridden(rule, line))
      )
        addActions(context, plan, rule, line);
    }
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
  order: OrderWithInputs,
  catalogue: Catalogue,
  trace?: Trace,
): Decision => {
  const context: EvaluationContext = {
    compiled,
    paidAt: compiled.hasDates ? epochMillis(decidedAt(order)) : 0,
    trace,
    conditionFailed: undefined,
  };
  const rules = rulesInForce(context);
  const { freeItemRules, orderRules } = rules;
  const matches = freeItemRules.map((rule) => evaluate(context, rule, order));
  const suppresses = compiled.suppressors !== undefined;
  const before = holdingBackIn(context, order, matches);
  const freeItemMatches = withoutOverridden(matches, before);
  const freeLines = freeLinesFor(context, freeItemMatches, order, catalogue, suppresses ? before : undefined);
  const all = freeLines.length === 0 ? order : { ...order, lines: [...order.lines, ...freeLines] };
  const evaluated = evaluateBeforehand(context, freeItemMatches, orderRules, all);
  const after = holdingBackIn(context, all, matches);
  const plan = emptyTaskPlan(all, order);
  planTasks(context, rules, evaluated, after, plan);
  const tasks = plannedTasks(plan);
  const notes = plannedNotes(plan);
  const decision: Decision =
    notes === undefined
      ? { rulebookVersion: version, lines: all.lines, tasks }
      : {
          rulebookVersion: version,
          lines: all.lines,
          tasks,
          notes: notesOf(notes, plan, compiled.rulebook.texts),
        };
  return suppresses ? withSuppressors(context, decision, all, before!, after!) : decision;
};
