/** Which lines and orders an expression reads: what does not depend on a line is computed once per order. */
import { type Expression, type FieldRoot, isAggregate, type Operand } from "./expression.ts";

const operandReads = (operand: Operand, root: FieldRoot): boolean => {
  if (operand.op === "size" || operand.op === "lower") return operandReads(operand.of, root);
  if (isAggregate(operand)) return root !== "each" && reads(operand.each, root);
  return operand.op === "field" && operand.of === root;
};

/**
 * Whether an expression reads a field of the root. `each` is the line of the nearest `exists` or `all` around the
 * expression, so the body of one inside of it does not count.
 */
export const reads = (expression: Expression, root: FieldRoot): boolean => {
  switch (expression.op) {
    case "compare":
      return operandReads(expression.left, root) || operandReads(expression.right, root);
    case "in":
      return (
        operandReads(expression.item, root) ||
        ("op" in expression.among && expression.among.op === "field" && operandReads(expression.among, root))
      );
    case "startsWith":
    case "endsWith":
    case "contains":
      return operandReads(expression.text, root) || operandReads(expression.part, root);
    case "has":
      return operandReads(expression.field, root);
    case "truth":
      return operandReads(expression.of, root);
    case "and":
    case "or":
      return expression.terms.some((term) => reads(term, root));
    case "not":
      return reads(expression.term, root);
    case "exists":
    case "all":
      return root !== "each" && reads(expression.each, root);
  }
};

/** Terms that all must hold for the expression to hold, or to fail when it is negated. */
const conjuncts = (expression: Expression, isNegated: boolean): readonly Expression[] => {
  if (expression.op === "not") return conjuncts(expression.term, !isNegated);
  if (expression.op === (isNegated ? "or" : "and"))
    return expression.terms.flatMap((term) => conjuncts(term, isNegated));
  return [isNegated ? { op: "not", term: expression } : expression];
};

export type Equality = { readonly each: Operand; readonly line: Operand };

/** A comparison `==` of a field of the quantifier's line with one of the rule's line. */
const equalityOf = (expression: Expression): Equality | undefined => {
  if (expression.op !== "compare" || expression.by !== "==") return undefined;
  const { left, right } = expression;
  const isPair = (each: Operand, line: Operand): boolean =>
    operandReads(each, "each") && !operandReads(each, "line") && operandReads(line, "line");
  if (isPair(left, right)) return { each: left, line: right };
  return isPair(right, left) ? { each: right, line: left } : undefined;
};

/** What a line must fulfil to be found by `exists`, or to be the exception that makes `all` false. */
export type Search = {
  /** Read neither the rule's line: the lines that fulfil them are the same for every line of the order. */
  readonly eachTerms: readonly Expression[];
  /** Read the rule's line only. */
  readonly lineTerms: readonly Expression[];
  /** By which the lines are indexed. */
  readonly equality: Equality | undefined;
  /** Read both lines: tested for every pair of lines that is left. */
  readonly pairTerms: readonly Expression[];
};

export const searchOf = (expression: Extract<Expression, { op: "exists" | "all" }>): Search => {
  const terms = conjuncts(expression.each, expression.op === "all");
  const eachTerms = terms.filter((term) => !reads(term, "line"));
  const others = terms.filter((term) => reads(term, "line"));
  const mixed = others.filter((term) => reads(term, "each"));
  const indexed = mixed.find((term) => equalityOf(term) !== undefined);
  return {
    eachTerms,
    lineTerms: others.filter((term) => !reads(term, "each")),
    equality: indexed && equalityOf(indexed),
    pairTerms: mixed.filter((term) => term !== indexed),
  };
};
