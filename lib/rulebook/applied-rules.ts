/**
 * The rules that led to one task, each with the line that it applied to. Reasons are made of them when they are listed: an order of
 * 500 lines may have 250 000 under 500 rules, and lists few of them.
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Reason, ReasonGroup, RuleReasons } from "./listed-reasons.ts";

/** What reasons need of a rule. */
export type ExplainedRule = {
  readonly rule: { readonly id: string };
  /** Among the rules that are decided together. */
  readonly position: number;
  readonly forOrder: boolean;
  readonly addsFreeItems: boolean;
  /** Why the condition holds. Call only when it does. */
  readonly why: (order: Order, line: OrderLine | undefined) => string;
};

/** The order as rules that add free items see it, and as the others do. */
export type SeenOrders = { readonly withoutFreeItems: Order; readonly order: Order };

/** In the order in which they applied: a rule beside its line, which is undefined for a rule for each order. */
export type AppliedRules = {
  readonly seen: SeenOrders;
  readonly rules: ExplainedRule[];
  readonly lines: (OrderLine | undefined)[];
  /** The rules for each order among them, once there are many rules. */
  forOrder: Set<ExplainedRule> | undefined;
};

export const appliedRule = (seen: SeenOrders, rule: ExplainedRule, line: OrderLine): AppliedRules => ({
  seen,
  rules: [rule],
  lines: [rule.forOrder ? undefined : line],
  forOrder: undefined,
});

/** A few rules are found faster by looking at each. */
const MAX_SEARCHED_RULES = 16;

const includes = (applied: AppliedRules, rule: ExplainedRule): boolean => {
  const { rules } = applied;
  if (rules.length <= MAX_SEARCHED_RULES) return rules.includes(rule);
  applied.forOrder ??= new Set(rules.filter(({ forOrder }) => forOrder));
  return applied.forOrder.has(rule);
};

/** Two actions of a rule may lead to one task, and a rule for each order leads to it for many lines. */
export const addRule = (applied: AppliedRules, rule: ExplainedRule, line: OrderLine): void => {
  const { rules, lines } = applied;
  if (rule.forOrder) {
    if (includes(applied, rule)) return;
    rules.push(rule);
    lines.push(undefined);
    applied.forOrder?.add(rule);
    return;
  }
  const last = rules.length - 1;
  if (rules[last] === rule && lines[last] === line) return;
  rules.push(rule);
  lines.push(line);
};

const reasonOf = (seen: SeenOrders, rule: ExplainedRule, line: OrderLine | undefined): Reason => {
  const ruleId = rule.rule.id;
  const explanation = rule.why(rule.addsFreeItems ? seen.withoutFreeItems : seen.order, line);
  return line === undefined ? { ruleId, explanation } : { ruleId, lineId: line.lineId, explanation };
};

/** In the order in which the rules applied. */
export const reasonsOf = ({ seen, rules, lines }: AppliedRules): readonly Reason[] =>
  rules.map((rule, index) => reasonOf(seen, rule, lines[index]));

/** The rules in the order in which they applied first. */
const reasonsByRule = ({ seen, rules, lines }: AppliedRules): readonly RuleReasons[] => {
  const linesOf: (OrderLine | undefined)[][] = [];
  const first: ExplainedRule[] = [];
  for (let index = 0; index < rules.length; index += 1) {
    const rule = rules[index]!;
    const own = linesOf[rule.position];
    if (own === undefined) {
      linesOf[rule.position] = [lines[index]];
      first.push(rule);
    } else own.push(lines[index]);
  }
  return first.map((rule) => {
    const own = linesOf[rule.position]!;
    return { ruleId: rule.rule.id, count: own.length, at: (index) => reasonOf(seen, rule, own[index]) };
  });
};

/** The ids of the rules, in the order in which they applied first. */
export const ruleIdsOfApplied = ({ rules }: AppliedRules): readonly string[] => [
  ...new Set(rules.map(({ rule }) => rule.id)),
];

export const reasonGroup = (applied: AppliedRules): ReasonGroup => ({
  count: applied.rules.length,
  all: () => reasonsOf(applied),
  byRule: () => reasonsByRule(applied),
});
