/** Warnings about effects that are suppressed where no rule has them. */
import { kindsOf } from "../effect-kinds.ts";
import type { Rule } from "../rulebook.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import { comparisonBudget, isExhausted, type ProofBudget } from "./proof-budget.ts";
import { conditionRange, itemsOf, partOf } from "./source-value.ts";

/** Whether it is proven that no line is concerned by both rules. Rules that add free items see other lines. */
const areApart = (by: CheckedRule, other: CheckedRule, budget: ProofBudget): boolean =>
  other.vocabulary.seesFreeLines === by.vocabulary.seesFreeLines &&
  splitStates({ vocabulary: by.vocabulary, budget }, other.rule.when, by.statesWhenTrue).whenTrue.length ===
    0;

/** Rules for orders and those for cancellations never meet. */
const meet = (one: Rule, other: Rule): boolean =>
  (one.forEach === "cancellation") === (other.forEach === "cancellation");

/** Warns of effects that no rule has where they are held back. */
export const warnOfSuppress = (document: DiagnosticCollector, rules: readonly CheckedRule[]): void => {
  const budget = comparisonBudget();
  for (const checked of rules) {
    const { suppress, id } = checked.rule;
    if (suppress === undefined || checked.statesWhenTrue.length === 0) continue;
    const nodes = itemsOf(partOf(checked.node, "suppress"));
    const collector = forRule(document, id);
    const concerned = suppress.map((kind) =>
      rules.filter(
        ({ rule }) => meet(rule, checked.rule) && rule.then.some((action) => kindsOf(action).includes(kind)),
      ),
    );
    for (const [index, having] of concerned.entries())
      if (having.length === 0)
        reportWarning(collector, nodes[index]!, `no rule has \`${suppress[index]}\`: nothing is held back`);
    const all = concerned.flat();
    if (all.length > 0 && all.every((other) => !isExhausted(budget) && areApart(checked, other, budget)))
      reportWarning(
        collector,
        conditionRange(checked.node),
        "the rule holds nothing back: no rule has such an effect where this condition holds",
      );
  }
};
