/** Refuses a rulebook that could take too long to decide, before anything is decided with it. */
import { MAX_LINES } from "../../domain/parse-order.ts";
import { costOf, MAX_STEPS, type RuleCost } from "../cost.ts";
import type { Rulebook } from "../rulebook.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import { partOf } from "./source-value.ts";

/** Of the most expensive rules. */
const MAX_ISSUES = 10;

const grouped = (steps: number): string => Math.ceil(steps).toLocaleString("en");

/** The most expensive rules. Without all of them, the others are within the limit; the first ones are reported. */
const tooExpensive = (costs: readonly RuleCost[], total: number): readonly RuleCost[] => {
  let left = total;
  return costs
    .toSorted((one, other) => other.steps - one.steps)
    .filter(({ steps }) => {
      const isOver = left > MAX_STEPS;
      if (isOver) left -= steps;
      return isOver;
    })
    .slice(0, MAX_ISSUES);
};

/** Reports the rules that make the largest order take too many steps. */
export const checkCost = (
  collector: DiagnosticCollector,
  rules: readonly CheckedRule[],
  tables: Rulebook["tables"],
): void => {
  const costs = costOf({ rules: rules.map(({ rule }) => rule), tables });
  const total = costs.reduce((sum, { steps }) => sum + steps, 0);
  if (total <= MAX_STEPS) return;
  const nodes = new Map(rules.map(({ rule, node }) => [rule.id, node]));
  for (const { ruleId, steps } of tooExpensive(costs, total))
    reportIssue(
      forRule(collector, ruleId),
      partOf(nodes.get(ruleId)!, "when"),
      `the rulebook would take too long to decide an order of ${MAX_LINES} lines: up to ${grouped(total)} comparisons, ${grouped(MAX_STEPS)} are allowed, and this rule takes ${grouped(steps)}. Write fewer clauses, exceptions or actions; inside exists and all, compare \`l\` with \`line\` by one == only`,
    );
};
