/** Whether a literal can be the value of what it is compared with. */
import { didYouMean, joinWithOr } from "../../domain/near-name.ts";
import type { ComparisonOperator, Operand } from "../expression.ts";
import type { CelNode } from "./cel.ts";
import { warnOfUpperCase } from "./lower-text.ts";
import type { Range } from "./source-location.ts";
import type { LoweringContext, TypedOperand } from "./typed-operand.ts";
import type { FieldInfo } from "./vocabulary.ts";

/** Whether a literal is one of the field's values, where it has few; reports the issue when not. */
const checkValue = (
  context: LoweringContext,
  range: Range,
  info: FieldInfo | undefined,
  operand: Operand,
): boolean => {
  if (!info?.values || operand.op !== "literal" || info.values.includes(String(operand.value))) return true;
  const meant = didYouMean(String(operand.value), info.values) || `; it is ${joinWithOr(info.values)}`;
  context.report(
    range,
    `${JSON.stringify(operand.value).slice(0, 60)} is not a value of \`${info.path.at(-1)}\`${meant}`,
  );
  return false;
};

/** Whether a number is one of those that the field has, such as a month; reports the issue when not. */
const checkInRange = (
  context: LoweringContext,
  range: Range,
  info: FieldInfo | undefined,
  operand: Operand,
): boolean => {
  if (info?.range === undefined || operand.op !== "literal" || typeof operand.value !== "number") return true;
  const { minimum = operand.value, maximum = operand.value } = info;
  if (operand.value >= minimum && operand.value <= maximum) return true;
  context.report(range, `${operand.value} is not a value of \`${info.path.at(-1)}\`; it is ${info.range}`);
  return false;
};

/** Whether an operand can be a value of what it is compared with; warns where `lower()` makes them differ. */
export const isValueOf = (
  context: LoweringContext,
  by: ComparisonOperator,
  node: CelNode,
  { operand: other, info }: TypedOperand,
  { operand }: TypedOperand,
): boolean => {
  const isEquality = by === "==" || by === "!=";
  if (!checkValue(context, node.range, info, operand)) return false;
  if (!isEquality) return true;
  warnOfUpperCase(context, node, operand, other);
  return checkInRange(context, node.range, info, operand);
};
