/** Decides the parts of a condition that depend on the type of the line only. */
import { type Compare, type Connective, type Expression, type In, isLineType } from "./expression.ts";

const compareTo = (expression: Compare, type: string): boolean | Expression => {
  const { by, left, right } = expression;
  if ((by !== "==" && by !== "!=") || !isLineType(left) || right.op !== "literal") return expression;
  return (right.value === type) === (by === "==");
};

const isAmong = (expression: In, type: string): boolean | Expression =>
  isLineType(expression.item) && !("op" in expression.among) ? expression.among.includes(type) : expression;

/** A term that decides the whole leaves only itself; one that does not is left out. */
const connect = (expression: Connective, type: string): boolean | Expression => {
  const { op, terms } = expression;
  const deciding = op === "or";
  const left: Expression[] = [];
  for (const term of terms) {
    const value = givenLineType(term, type);
    if (value === deciding) return deciding;
    if (typeof value !== "boolean") left.push(value);
  }
  if (left.length === terms.length && left.every((term, index) => term === terms[index])) return expression;
  return left.length > 1 ? { op, terms: left } : (left[0] ?? !deciding);
};

/**
 * What is left of a condition for lines of a type.
 * @returns the result where the type decides it, else a condition with the same result for every line of the type: the
 * expression itself when nothing in it depends on the type
 */
export const givenLineType = (expression: Expression, type: string): boolean | Expression => {
  switch (expression.op) {
    case "compare":
      return compareTo(expression, type);
    case "in":
      return isAmong(expression, type);
    case "and":
    case "or":
      return connect(expression, type);
    case "not": {
      const term = givenLineType(expression.term, type);
      if (typeof term === "boolean") return !term;
      return term === expression.term ? expression : { op: "not", term };
    }
    default:
      return expression;
  }
};
