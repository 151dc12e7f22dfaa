/** Prints an expression tree as a person would write it. */
import type { Expression, Field, Operand, Scalar } from "./expression.ts";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

const printScalar = (value: Scalar): string => JSON.stringify(value);

const segment = (name: string): string => (IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

/** Declared attributes are nested in an accepted order, but written flat, as in a request. */
const writtenPath = ({ of, path }: Field): readonly string[] =>
  of !== "order" && path[0] === "attributes" ? path.slice(1) : path;

/** @param each the name of the line inside `exists`/`all` */
export const printField = (field: Field, each: string): string =>
  `${field.of === "each" ? each : field.of}${writtenPath(field).map(segment).join("")}`;

const printOperand = (operand: Operand, each: string): string => {
  switch (operand.op) {
    case "field":
      return printField(operand, each);
    case "literal":
      return printScalar(operand.value);
    case "size":
      return `size(${printOperand(operand.of, each)})`;
  }
};

/** `has()` takes a dotted name; a key that is not an identifier is tested with `in`. */
const printHas = (field: Field, each: string): string => {
  const key = field.path.at(-1) ?? "";
  if (IDENTIFIER.test(key)) return `has(${printField(field, each)})`;
  return `${JSON.stringify(key)} in ${printField({ ...field, path: field.path.slice(0, -1) }, each)}`;
};

const printList = (items: readonly Scalar[]): string => `[${items.map(printScalar).join(", ")}]`;

/** Puts an `||` inside an `&&` in parentheses. */
const printTerm = (term: Expression, within: "and" | "or", each: string): string =>
  within === "and" && term.op === "or" ? `(${printExpression(term, each)})` : printExpression(term, each);

/** The canonical text of a condition. */
export const printExpression = (expression: Expression, each = "l"): string => {
  switch (expression.op) {
    case "compare":
      return `${printOperand(expression.left, each)} ${expression.by} ${printOperand(expression.right, each)}`;
    case "in": {
      const { among } = expression;
      return `${printOperand(expression.item, each)} in ${"op" in among ? printField(among, each) : printList(among)}`;
    }
    case "has":
      return printHas(expression.field, each);
    case "truth":
      return printOperand(expression.of, each);
    case "and":
    case "or": {
      const { op, terms } = expression;
      return terms.map((term) => printTerm(term, op, each)).join(op === "and" ? " && " : " || ");
    }
    case "not":
      return `!(${printExpression(expression.term, each)})`;
    case "exists":
    case "all":
      return `order.lines.${expression.op}(${expression.name}, ${printExpression(expression.each, expression.name)})`;
  }
};
