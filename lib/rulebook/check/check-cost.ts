/** Refuses a rulebook that could take too long to decide, before anything is decided with it. */
import { MAX_LINES } from "../../domain/parse-order.ts";
import { costOf, MAX_STEPS, type RuleCost } from "../cost.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import { partOf } from "./source-value.ts";

const millions = (steps: number): string => (steps / 1_000_000).toFixed(1);

/** The most expensive rules: without them, the others are within the limit. */
const tooExpensive = (costs: readonly RuleCost[], total: number): readonly RuleCost[] => {
  let left = total;
  return costs
    .toSorted((one, other) => other.steps - one.steps)
    .filter(({ steps }) => {
      const isOver = left > MAX_STEPS;
      if (isOver) left -= steps;
      return isOver;
    });
};

/** Reports the rules that make the largest order take too many steps. */
export const checkCost = (collector: DiagnosticCollector, rules: readonly CheckedRule[]): void => {
  const costs = costOf({ rules: rules.map(({ rule }) => rule) });
  const total = costs.reduce((sum, { steps }) => sum + steps, 0);
  if (total <= MAX_STEPS) return;
  const nodes = new Map(rules.map(({ rule, node }) => [rule.id, node]));
  for (const { ruleId, steps } of tooExpensive(costs, total))
    reportIssue(
      forRule(collector, ruleId),
      partOf(nodes.get(ruleId)!, "when"),
      `the rulebook would take too long: an order of ${MAX_LINES} lines takes up to ${millions(total)} million comparisons, at most ${millions(MAX_STEPS)} are allowed, and this rule takes ${millions(steps)}. Write fewer clauses, exceptions or actions; inside exists and all, compare \`l\` with \`line\` by one == only`,
    );
};
