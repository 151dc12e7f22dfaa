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

/**
 * In the order in which they applied: each rule, followed by its line, which is undefined for a rule for each order. One array,
 * because most tasks have one rule, and a second array takes noticeable time.
 */
type RulesAndLines = (ExplainedRule | OrderLine | undefined)[];

export type AppliedRules = {
  readonly applied: RulesAndLines;
  /** The rules for each order among them, once there are many rules. */
  orderRules: Set<ExplainedRule> | undefined;
};

export const firstApplied = (rule: ExplainedRule, line: OrderLine): RulesAndLines => [
  rule,
  rule.forOrder ? undefined : line,
];

const ruleAt = (applied: RulesAndLines, index: number): ExplainedRule => applied[2 * index] as ExplainedRule;
const lineAt = (applied: RulesAndLines, index: number): OrderLine | undefined =>
  applied[2 * index + 1] as OrderLine | undefined;

/** How many rules and lines there are. */
export const countApplied = ({ applied }: AppliedRules): number => applied.length / 2;

/** A few rules are found faster by looking at each. */
const MAX_SEARCHED = 32;

const orderRulesIn = (applied: RulesAndLines): Set<ExplainedRule> => {
  const found = new Set<ExplainedRule>();
  for (let index = 0; 2 * index < applied.length; index += 1)
    if (lineAt(applied, index) === undefined) found.add(ruleAt(applied, index));
  return found;
};

const addOrderRule = (to: AppliedRules, rule: ExplainedRule): void => {
  const { applied } = to;
  if (applied.length > MAX_SEARCHED) to.orderRules ??= orderRulesIn(applied);
  if (to.orderRules?.has(rule) ?? applied.includes(rule)) return;
  applied.push(rule, undefined);
  to.orderRules?.add(rule);
};

/** Two actions of a rule may lead to one task, and a rule for each order leads to it for many lines. */
export const addRule = (to: AppliedRules, rule: ExplainedRule, line: OrderLine): void => {
  if (rule.forOrder) {
    addOrderRule(to, rule);
    return;
  }
  const { applied } = to;
  const end = applied.length;
  if (applied[end - 1] !== line || applied[end - 2] !== rule) applied.push(rule, line);
};

const reasonOf = (seen: SeenOrders, rule: ExplainedRule, line: OrderLine | undefined): Reason => {
  const ruleId = rule.rule.id;
  const explanation = rule.why(rule.addsFreeItems ? seen.withoutFreeItems : seen.order, line);
  return line === undefined ? { ruleId, explanation } : { ruleId, lineId: line.lineId, explanation };
};

/** In the order in which the rules applied. */
export const reasonsOf = ({ applied }: AppliedRules, seen: SeenOrders): readonly Reason[] => {
  const reasons = [reasonOf(seen, ruleAt(applied, 0), lineAt(applied, 0))];
  for (let index = 1; 2 * index < applied.length; index += 1)
    reasons.push(reasonOf(seen, ruleAt(applied, index), lineAt(applied, index)));
  return reasons;
};

/** The rules in the order in which they applied first. */
const reasonsByRule = ({ applied }: AppliedRules, seen: SeenOrders): readonly RuleReasons[] => {
  const linesOf: (OrderLine | undefined)[][] = [];
  const first: ExplainedRule[] = [];
  for (let index = 0; 2 * index < applied.length; index += 1) {
    const rule = ruleAt(applied, index);
    const line = lineAt(applied, index);
    const own = linesOf[rule.position];
    if (own === undefined) {
      linesOf[rule.position] = [line];
      first.push(rule);
    } else own.push(line);
  }
  return first.map((rule) => {
    const own = linesOf[rule.position]!;
    return { ruleId: rule.rule.id, count: own.length, at: (index) => reasonOf(seen, rule, own[index]) };
  });
};

export const reasonGroup = (applied: AppliedRules, seen: SeenOrders): ReasonGroup => {
  let byRule: readonly RuleReasons[] | undefined;
  return {
    count: countApplied(applied),
    all: () => reasonsOf(applied, seen),
    byRule: () => {
      byRule ??= reasonsByRule(applied, seen);
      return byRule;
    },
  };
};
