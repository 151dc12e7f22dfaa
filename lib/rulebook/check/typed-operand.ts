/** Operands of a comparison with their types: literals, and which operands can be compared. */
import { hasUnstorableText } from "../../domain/storable-text.ts";
import type { ComparisonOperator, Operand } from "../expression.ts";
import type { CelNode } from "./cel.ts";
import type { Roots } from "./lower-field.ts";
import type { Range } from "./source-location.ts";
import type { FieldInfo, ValueType, Vocabulary } from "./vocabulary.ts";

export type LoweringContext = Roots & {
  readonly vocabulary: Vocabulary;
  /** The range of each lowered field in the expression. */
  readonly fieldRanges: WeakMap<object, Range>;
  readonly report: (range: Range, detail: string) => undefined;
  readonly warn?: (range: Range, detail: string) => void;
  /** The name of the line inside `exists`/`all`. */
  readonly each?: string;
  readonly depth: number;
};

/** An operand with its type; of a field, also the vocabulary's entry. */
export type TypedOperand = { readonly operand: Operand; readonly type: ValueType; readonly info?: FieldInfo };

export const TYPE_NAMES: Record<ValueType, string> = {
  string: "a text",
  int: "a whole number",
  bool: "true or false",
  instant: "a moment",
  date: "a date",
  "list<string>": "a list of texts",
  lines: "the lines",
  map: "a table of texts",
  record: "a group of fields",
};

/** @returns undefined, with an issue, when the number is not a safe integer */
export const lowerInteger = (
  context: LoweringContext,
  range: Range,
  value: bigint,
): TypedOperand | undefined => {
  const number = Number(value);
  return Number.isSafeInteger(number)
    ? { operand: { op: "literal", value: number }, type: "int" }
    : context.report(range, "this number is too large");
};

export const lowerLiteral = (
  context: LoweringContext,
  node: CelNode,
  value: unknown,
): TypedOperand | undefined => {
  if (typeof value === "bigint") return lowerInteger(context, node.range, value);
  if (typeof value === "string" && hasUnstorableText(value))
    return context.report(node.range, "a text must not hold NUL or an unpaired surrogate");
  if (typeof value === "string" || typeof value === "boolean")
    return { operand: { op: "literal", value }, type: typeof value === "string" ? "string" : "bool" };
  if (typeof value === "number")
    return context.report(
      node.range,
      "decimal numbers are not allowed: money is whole centavos, 100 for R$ 1,00",
    );
  if (value === null)
    return context.report(node.range, "there is no null: ask whether a field is there with has(…)");
  return context.report(node.range, "only texts, whole numbers, true and false can be written here");
};

export const instantComparison = ({ hasCancellation }: Roots): string =>
  `moments are not compared in \`when\`: give the rule \`from\` and \`until\`, which are compared with ${hasCancellation ? "the cancellation's `at`" : "payment.paidAt"}`;

/** Whether two operands can be compared; reports the issue when not. */
export const checkComparable = (
  context: LoweringContext,
  node: CelNode,
  by: ComparisonOperator,
  left: TypedOperand,
  right: TypedOperand,
): boolean => {
  const reportIssue = (detail: string): boolean => context.report(node.range, detail) ?? false;
  if (left.type === "instant" || right.type === "instant") return reportIssue(instantComparison(context));
  if (left.type !== right.type) {
    const known = left.info?.range ?? right.info?.range;
    return reportIssue(
      `type mismatch: ${TYPE_NAMES[left.type]} cannot be compared with ${TYPE_NAMES[right.type]}${known === undefined ? "" : `; it is ${known}`}`,
    );
  }
  if (!["string", "int", "bool", "date"].includes(left.type))
    return reportIssue(`type mismatch: ${TYPE_NAMES[left.type]} cannot be compared; use size() or in`);
  if (left.type === "bool" && by !== "==" && by !== "!=")
    return reportIssue(`type mismatch: true and false have no order, ${by} makes no sense`);
  return true;
};

export const NO_ARITHMETIC =
  "there is no arithmetic in the rule language: compare with a number, or use line.total, order.goodsTotal or order.lines.sum(l, …, l.FIELD)";
