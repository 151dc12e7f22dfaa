/** Decides an order: a pure function of the rulebook, the order and the catalogue. No clock, no chance, no I/O. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Decision } from "./decision.ts";
import type { Because } from "../domain/task.ts";
import type { Order, OrderLine } from "../domain/order.ts";
import type { CompiledRule, CompiledRulebook } from "./compile.ts";
import { freeLinesFor } from "./free-items.ts";
import { addAction, emptyTaskPlan, type TaskPlan, plannedTasks } from "./task-plan.ts";
import { applies } from "./applicability.ts";

/** When the order was paid, as a number; read only when some rule has a date. */
export const paidAtOf = (compiled: CompiledRulebook, order: Order): number =>
  compiled.hasDates ? Date.parse(order.payment.paidAt) : 0;

/** The order as the rules see it that run after the gifts: with the free lines. */
export const withFreeLines = (order: Order, gifts: readonly OrderLine[]): Order =>
  gifts.length === 0 ? order : { ...order, lines: [...order.lines, ...gifts] };

const becauseOf = (rule: CompiledRule, order: Order, line: OrderLine | undefined): Because => {
  const explanation = rule.condition.why(order, line, undefined);
  return line === undefined
    ? { ruleId: rule.rule.id, explanation }
    : { ruleId: rule.rule.id, lineId: line.lineId, explanation };
};

const askForLine = (plan: TaskPlan, rule: CompiledRule, order: Order, line: OrderLine): void => {
  const because = becauseOf(rule, order, line);
  for (const action of rule.actions) addAction(plan, action, line, because);
};

/** What a rule for each order asks for, or undefined when it does not apply. */
const orderAsk = (rule: CompiledRule, order: Order, paidAt: number): Because | undefined =>
  rule.forOrder && rule.actions.length > 0 && applies(rule, order, undefined, paidAt)
    ? becauseOf(rule, order, undefined)
    : undefined;

/**
 * Decides what an order leads to under a rulebook.
 * @param version stands in the decision, so that it can always be told which rules were in force
 * @param catalogue must hold the SKUs that the rulebook may add for free
 */
export const decide = (
  compiled: CompiledRulebook,
  version: number,
  order: Order,
  catalogue: Catalogue,
): Decision => {
  const paidAt = paidAtOf(compiled, order);
  const all = withFreeLines(order, freeLinesFor(compiled, order, catalogue, paidAt));
  const plan = emptyTaskPlan(order);
  const { rules } = compiled;
  const orderAsks = compiled.hasOrderRules
    ? rules.map((rule) => orderAsk(rule, rule.addsFreeItems ? order : all, paidAt))
    : undefined;
  for (const line of all.lines) {
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index]!;
      // A rule that gives free items sees the customer's lines alone, in everything it asks for.
      if (rule.actions.length === 0 || (rule.addsFreeItems && line.free)) continue;
      const seen = rule.addsFreeItems ? order : all;
      const because = orderAsks?.[index];
      if (because) {
        for (const action of rule.actions) if (action.covers(line)) addAction(plan, action, line, because);
      } else if (!rule.forOrder && applies(rule, seen, line, paidAt)) askForLine(plan, rule, seen, line);
    }
  }
  return { rulebookVersion: version, lines: all.lines, tasks: plannedTasks(plan).tasks };
};
