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
const connect = ({ op, terms }: Connective, type: string): boolean | Expression => {
  const deciding = op === "or";
  const left: Expression[] = [];
  for (const term of terms) {
    const value = givenLineType(term, type);
    if (value === deciding) return deciding;
    if (typeof value !== "boolean") left.push(value);
  }
  return left.length > 1 ? { op, terms: left } : (left[0] ?? !deciding);
};

/**
 * What is left of a condition for lines of a type.
 * @returns the result where the type decides it, else a condition with the same result for every line of the type
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
      return typeof term === "boolean" ? !term : { op: "not", term };
    }
    default:
      return expression;
  }
};
