/** Cells of decision tables: each is written out as a condition, so that it is typed and checked as conditions are. */
import { err, ok, type Result } from "../../domain/result.ts";
import type { Scalar } from "../expression.ts";
import type { Node } from "./nodes.ts";
import type { Range, SourceRange } from "./source-location.ts";
import type { ValueType } from "./vocabulary.ts";

/** The values for which a cell fits. Bounds of ranges are half-open: `from` is within, `to` is not. */
export type CellValues =
  | { readonly kind: "values"; readonly values: ReadonlySet<Scalar> }
  | { readonly kind: "range"; readonly from?: Scalar; readonly to?: Scalar }
  | { readonly kind: "list"; readonly id: string };

/** Text of a condition, with the range in the source that it was written for. */
type Piece = { readonly text: string; readonly range: SourceRange };

export type CellCondition = { readonly pieces: readonly Piece[]; readonly values: CellValues };

/** A column as it is written: `line.type`, with its place in this row. */
export type Column = { readonly text: string; readonly range: SourceRange; readonly type: ValueType };

/** The range in the source of a range of the condition's text: of its last character. */
export const rangeIn = (pieces: readonly Piece[], { end }: Range): SourceRange => {
  let at = 0;
  for (const { text, range } of pieces) {
    at += text.length;
    if (end <= at) return range;
  }
  return pieces.at(-1)!.range;
};

const literal = (value: Scalar): string => JSON.stringify(value);

const RANGE_FORM = "a range looks like 50000..100000, 100000.. or ..50000";
const INTEGER = /^-?\d+$/;

const bound = (text: string, type: ValueType): Scalar | undefined => {
  if (type !== "int") return text.replace(/^"(.*)"$/, "$1");
  return INTEGER.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
};

const rangeCell = (column: Column, node: Node, written: string): Result<CellCondition, string> => {
  const [first = "", second = "", more] = written.split("..").map((part) => part.trim());
  if (more !== undefined || (first === "" && second === "")) return err(RANGE_FORM);
  const from = first === "" ? undefined : bound(first, column.type);
  const to = second === "" ? undefined : bound(second, column.type);
  if ((first !== "" && from === undefined) || (second !== "" && to === undefined)) return err(RANGE_FORM);
  if (from !== undefined && to !== undefined && from >= to)
    return err(`the range is empty: ${written.trim()} begins at ${from} and ends before ${to}`);
  const name = { text: column.text, range: column.range };
  const side = (by: string, value: Scalar | undefined): Piece[] =>
    value === undefined
      ? []
      : [name, { text: ` ${by} `, range: node }, { text: literal(value), range: node }];
  const sides = [side(">=", from), side("<", to)].filter((pieces) => pieces.length > 0);
  const pieces = sides.flatMap((side, index) =>
    index === 0 ? side : [{ text: " && ", range: node }, ...side],
  );
  const values = {
    kind: "range" as const,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return ok({ pieces, values });
};

const LIST = /^(?:in\s+)?(lists\s*(?:\[\s*"([^"]*)"\s*\]|\.\w+|\[.*))$/;

const listCell = (column: Column, node: Node, expression: string, id: string): CellCondition => ({
  pieces: [
    { text: column.text, range: column.range },
    { text: " in ", range: node },
    { text: expression, range: node },
  ],
  values: { kind: "list", id },
});

const choiceCell = (
  column: Column,
  items: readonly { readonly value: Scalar; readonly node: Node }[],
  node: Node,
): CellCondition => ({
  pieces: [
    { text: column.text, range: column.range },
    { text: " in [", range: node },
    ...items.flatMap(({ value, node: item }, index) => [
      ...(index === 0 ? [] : [{ text: ", ", range: node }]),
      { text: literal(value), range: item },
    ]),
    { text: "]", range: node },
  ],
  values: { kind: "values", values: new Set(items.map(({ value }) => value)) },
});

/** Text fields hold any text, so that `..` is a range only where values are numbers or dates. */
const hasRanges = ({ type }: Column): boolean => type !== "string" && type !== "bool";

const scalarCell = (column: Column, node: Node, value: Scalar): Result<CellCondition, string> => {
  if (typeof value === "string") {
    if (value.includes("..") && hasRanges(column)) return rangeCell(column, node, value);
    const [, expression, id] = LIST.exec(value.trim()) ?? [];
    if (expression !== undefined) return ok(listCell(column, node, expression, id ?? ""));
  }
  const pieces = [
    { text: column.text, range: column.range },
    { text: " == ", range: node },
    { text: literal(value), range: node },
  ];
  return ok({ pieces, values: { kind: "values", values: new Set([value]) } });
};

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

/** The condition that a cell stands for; the error is what is wrong with its form. @param node of the cell */
export const conditionOfCell = (column: Column, node: Node): Result<CellCondition, string> => {
  if (node.kind === "scalar" && isScalar(node.value)) return scalarCell(column, node, node.value);
  if (node.kind !== "list") return err(RANGE_FORM);
  const items = node.items.flatMap((item) =>
    item.kind === "scalar" && isScalar(item.value) ? [{ value: item.value, node: item }] : [],
  );
  return ok(choiceCell(column, items, node));
};
