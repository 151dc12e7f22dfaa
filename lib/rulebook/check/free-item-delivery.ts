/** Warnings about the delivery of free items: one that a rule leaves open, and one of an item that is no video. */
import { type Catalogue, entryIn } from "../../domain/catalogue.ts";
import type { Expression, Field, LineQuantifier } from "../expression.ts";
import { type AbstractState, constraintsOf } from "./abstract-state.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { eachStates } from "./line-states.ts";
import { actionNodes } from "./missing-data.ts";
import { splitStates, UNCONSTRAINED } from "./narrowing.ts";
import { partOf } from "./source-value.ts";
import type { Vocabulary } from "./vocabulary.ts";

const DELIVERY: Field = { op: "field", of: "each", path: ["delivery"] };

/** `none` for a line that is no video; undefined when it is not proven. */
const deliveryIn = (vocabulary: Vocabulary, state: AbstractState): string | undefined => {
  const { presence, only } = constraintsOf({ vocabulary }, state, DELIVERY);
  if (presence === "absent") return "none";
  return presence === "present" && only?.size === 1 ? String([...only][0]) : undefined;
};

const provesOneDelivery = (vocabulary: Vocabulary, quantifier: LineQuantifier): boolean => {
  const states = eachStates(quantifier, UNCONSTRAINED);
  const { whenTrue } = splitStates({ vocabulary }, quantifier.each, states);
  const deliveries = new Set(whenTrue.map((state) => deliveryIn(vocabulary, state)));
  return deliveries.size === 1 && !deliveries.has(undefined);
};

const isOneLine = (expression: Expression): boolean =>
  expression.op === "compare" &&
  expression.by === "==" &&
  expression.left.op === "size" &&
  expression.right.op === "literal" &&
  expression.right.value === 1;

const termsOf = (expression: Expression): readonly Expression[] =>
  expression.op === "and" ? expression.terms.flatMap(termsOf) : [expression];

/** Whether all lines of an order that the rule applies to are delivered alike. */
const areDeliveredAlike = ({ rule, vocabulary }: CheckedRule): boolean =>
  termsOf(rule.when).some(
    (term) => isOneLine(term) || (term.op === "all" && provesOneDelivery(vocabulary, term)),
  );

const OPEN =
  "the lines of an order may be delivered differently, and the free video is delivered as the first one: write `delivery: disc` or `delivery: streaming`";

/** Warns of the free items of all rules. */
export const warnOfDeliveries = (
  document: DiagnosticCollector,
  rules: readonly CheckedRule[],
  catalogue: Catalogue,
): void => {
  for (const checked of rules) {
    const { rule } = checked;
    const nodes = actionNodes(checked);
    for (const [index, action] of rule.then.entries()) {
      if (action.action !== "addFreeItem") continue;
      const entry = entryIn(catalogue, action.sku);
      if (entry === undefined) continue;
      const collector = forRule(document, rule.id);
      const node = nodes[index]!;
      if (entry.type !== "video" && action.delivery !== undefined)
        reportWarning(
          collector,
          partOf(node, "delivery"),
          `${action.sku} is no video: its \`delivery\` has no effect`,
        );
      const isOpen = entry.type === "video" && action.delivery === undefined && rule.forEach === "order";
      if (isOpen && !areDeliveredAlike(checked)) reportWarning(collector, partOf(node, "sku"), OPEN);
    }
  }
};
