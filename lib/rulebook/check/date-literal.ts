/** Dates in conditions are written in quotes, as texts are. Beside a date, a text must be one. */
import { isDate } from "../../domain/date.ts";
import type { Range } from "./source-location.ts";
import type { LoweringContext, TypedOperand } from "./typed-operand.ts";

/**
 * The operand as a date where it is a text that is written out and the other one is a date.
 * @returns undefined, with an issue, when it is not a day of the calendar
 */
export const asDateBeside = (
  { report }: LoweringContext,
  range: Range,
  operand: TypedOperand,
  other: TypedOperand | undefined,
): TypedOperand | undefined => {
  const { operand: literal, type } = operand;
  if (other?.type !== "date" || literal.op !== "literal" || type !== "string") return operand;
  if (isDate(String(literal.value))) return { ...operand, type: "date" };
  const written = JSON.stringify(literal.value).slice(0, 60);
  return report(range, `${written} is not a date: write year, month and day, such as "2026-12-24"`);
};
