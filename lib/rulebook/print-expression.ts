/** Prints an expression tree as a person would write it. */
import { CANCELLATION } from "../domain/cancellation-facts.ts";
import { cutText } from "./cut-text.ts";
import {
  type Aggregate,
  type Expression,
  type Field,
  type In,
  isOfCancellation,
  type LineQuantifier,
  type Operand,
  type Scalar,
  writtenLines,
  writtenPath,
} from "./expression.ts";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** How literals are printed: all of them, or cut. */
type Style = { readonly maxText: number; readonly maxItems: number };

const IN_FULL: Style = { maxText: Number.POSITIVE_INFINITY, maxItems: Number.POSITIVE_INFINITY };
const BRIEF: Style = { maxText: 80, maxItems: 10 };
/** In characters: of one clause of an explanation. */
const MAX_BRIEF_LENGTH = 400;

const printScalar = (value: Scalar, { maxText }: Style): string =>
  JSON.stringify(typeof value === "string" ? cutText(value, maxText) : value);

const segment = (name: string): string => (IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

/** @param each the name of the line inside `exists`/`all` */
export const printField = (field: Field, each: string): string =>
  isOfCancellation(field)
    ? `${CANCELLATION}${field.path.slice(1).map(segment).join("")}`
    : `${field.of === "each" ? each : field.of}${writtenPath(field).map(segment).join("")}`;

/** Without the closing bracket. */
const printOverLines = ({ op, name, lines, each }: LineQuantifier | Aggregate, style: Style): string =>
  `${writtenLines({ lines })}.${op}(${name}, ${print(each, name, style)}`;

/** @param each the name of the line inside `exists`/`all` */
export const printOperand = (operand: Operand, each = "l", style: Style = IN_FULL): string => {
  switch (operand.op) {
    case "field":
      return printField(operand, each);
    case "literal":
      return printScalar(operand.value, style);
    case "size":
    case "lower":
      return `${operand.op}(${printOperand(operand.of, each, style)})`;
    case "count":
      return `${printOverLines(operand, style)})`;
    case "sum":
    case "max":
    case "min":
      return `${printOverLines(operand, style)}, ${printField(operand.field, operand.name)})`;
  }
};

/** `has()` takes a dotted name; a key that is not an identifier is tested with `in`. */
const printHas = (field: Field, each: string): string => {
  const key = field.path.at(-1) ?? "";
  if (IDENTIFIER.test(key)) return `has(${printField(field, each)})`;
  return `${JSON.stringify(key)} in ${printField({ ...field, path: field.path.slice(0, -1) }, each)}`;
};

const printList = (items: readonly Scalar[], style: Style): string =>
  items.length > style.maxItems
    ? `[… ${items.length} values]`
    : `[${items.map((item) => printScalar(item, style)).join(", ")}]`;

const printAmong = (among: In["among"], each: string, style: Style): string => {
  if (!("op" in among)) return printList(among, style);
  return among.op === "list" ? `lists[${JSON.stringify(among.id)}]` : printField(among, each);
};

/** Puts an `||` inside an `&&` in parentheses. */
const printTerm = (term: Expression, within: "and" | "or", each: string, style: Style): string =>
  within === "and" && term.op === "or" ? `(${print(term, each, style)})` : print(term, each, style);

const print = (expression: Expression, each: string, style: Style): string => {
  switch (expression.op) {
    case "compare":
      return `${printOperand(expression.left, each, style)} ${expression.by} ${printOperand(expression.right, each, style)}`;
    case "in": {
      const { among } = expression;
      return `${printOperand(expression.item, each, style)} in ${printAmong(among, each, style)}`;
    }
    case "startsWith":
    case "endsWith":
    case "contains":
      return `${printOperand(expression.text, each, style)}.${expression.op}(${printOperand(expression.part, each, style)})`;
    case "has":
      return printHas(expression.field, each);
    case "truth":
      return printOperand(expression.of, each, style);
    case "and":
    case "or": {
      const { op, terms } = expression;
      return terms.map((term) => printTerm(term, op, each, style)).join(op === "and" ? " && " : " || ");
    }
    case "not":
      return `!(${print(expression.term, each, style)})`;
    case "exists":
    case "all":
      return `${printOverLines(expression, style)})`;
  }
};

/** The text of an operand in an explanation. */
export const printOperandBriefly = (operand: Operand, each: string): string =>
  printOperand(operand, each, BRIEF);

/** The canonical text of a condition. */
export const printExpression = (expression: Expression, each = "l"): string =>
  print(expression, each, IN_FULL);

/** The text of a condition in an explanation: a long list is printed as its size, a long text is cut. */
export const printBriefly = (expression: Expression, each = "l"): string =>
  cutText(print(expression, each, BRIEF), MAX_BRIEF_LENGTH);
