/** What a comparison of a number over lines proves: a number that is not what it is over no line is over some line. */
import {
  type Compare,
  type ComparisonOperator,
  isAggregate,
  type LineQuantifier,
  type Operand,
} from "../expression.ts";

/** The operator with its sides exchanged. */
export const MIRRORED = { "==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=" } as const;

/** The operator that holds when it does not. */
export const OPPOSITE = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" } as const;

const isZeroSo = (by: ComparisonOperator, value: number): boolean => {
  switch (by) {
    case "==":
      return value === 0;
    case "!=":
      return value !== 0;
    case "<":
      return value > 0;
    case "<=":
      return value >= 0;
    case ">":
      return value < 0;
    case ">=":
      return value <= 0;
  }
};

const isGoodsTotal = (operand: Operand): boolean =>
  operand.op === "field" &&
  operand.of === "order" &&
  operand.path.length === 1 &&
  operand.path[0] === "goodsTotal";

/** The lines that there are when a comparison has the result. */
export type ProvenLines = {
  readonly result: boolean;
  /** Undefined: lines that go by post. */
  readonly exists: LineQuantifier | undefined;
};

/** @returns undefined when the comparison may have either result over no line */
export const provenLines = ({ by, left, right }: Compare): ProvenLines | undefined => {
  if (left.op === "literal")
    return right.op === "literal"
      ? undefined
      : provenLines({ op: "compare", by: MIRRORED[by], left: right, right: left });
  if (right.op !== "literal" || typeof right.value !== "number") return undefined;
  const result = !isZeroSo(by, right.value);
  if (isGoodsTotal(left)) return { result, exists: undefined };
  if (!isAggregate(left) || (left.op !== "count" && left.op !== "sum")) return undefined;
  const { name, lines, each } = left;
  return { result, exists: { op: "exists", name, lines, each } };
};
