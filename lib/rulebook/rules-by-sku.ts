/**
 * Finds the rules that may apply to a line by its SKU. A rulebook with a rule for each of many SKUs is then not tested rule
 * by rule. A rule that is left out has a condition that is false for the line.
 */
import type { Expression, Operand, Scalar } from "./expression.ts";

/** With fewer rules that name SKUs, testing each of them is as fast. */
const MIN_RULES = 16;
/** Of the SKUs whose rules are kept; many SKUs in many rules would fill the memory. */
const MAX_SKUS = 5_000;

const isSku = (operand: Operand): boolean =>
  operand.op === "field" && operand.of === "line" && operand.path.length === 1 && operand.path[0] === "sku";

/** The SKUs for which a condition may hold; undefined when it may hold for any. */
const skusIn = (expression: Expression): ReadonlySet<Scalar> | undefined => {
  switch (expression.op) {
    case "compare": {
      const { by, left, right } = expression;
      if (by !== "==") return undefined;
      if (isSku(left) && right.op === "literal") return new Set([right.value]);
      return isSku(right) && left.op === "literal" ? new Set([left.value]) : undefined;
    }
    case "in":
      return isSku(expression.item) && !("op" in expression.among) ? new Set(expression.among) : undefined;
    case "and":
      for (const term of expression.terms) {
        const skus = skusIn(term);
        if (skus !== undefined) return skus;
      }
      return undefined;
    default:
      return undefined;
  }
};

/**
 * @param rules in the order of the rulebook, in which the rules of a SKU are as well
 * @returns undefined when few rules name SKUs
 */
export const rulesBySku = <LineRule>(
  rules: readonly LineRule[],
  conditionOf: (rule: LineRule) => Expression,
): ((sku: string) => readonly LineRule[]) | undefined => {
  const skusOf = new Map(rules.map((one) => [one, skusIn(conditionOf(one))]));
  const naming = [...skusOf.values()].filter((skus) => skus !== undefined);
  if (naming.length < MIN_RULES) return undefined;
  const named = new Set(naming.flatMap((skus) => [...skus]));
  const others = rules.filter((rule) => skusOf.get(rule) === undefined);
  const bySku = new Map<string, readonly LineRule[]>();
  return (sku) => {
    if (!named.has(sku)) return others;
    const existing = bySku.get(sku);
    if (existing !== undefined) return existing;
    const found = rules.filter((rule) => skusOf.get(rule)?.has(sku) ?? true);
    if (bySku.size < MAX_SKUS) bySku.set(sku, found);
    return found;
  };
};
