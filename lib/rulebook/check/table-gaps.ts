/** Finds values for which no row of a table fits, among those that its columns name and the numbers between and around them. */
import type { Operand, Scalar } from "../expression.ts";
import { printOperandBriefly } from "../print-expression.ts";
import { fieldInfoOf } from "./abstract-state.ts";
import type { CellsOfRow, CheckedTable } from "./check-table.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { partOf } from "./source-value.ts";
import type { CellValues } from "./table-cell.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A part of a column that no cell divides further. */
type Slice = {
  readonly text: string;
  readonly fits: (values: CellValues) => boolean;
  readonly to?: Scalar | undefined;
  readonly from?: Scalar | undefined;
};

const sliceOf = (value: Scalar): Slice => ({
  text: String(value),
  fits: (cell) =>
    cell.kind === "values" ? cell.values.has(value) : cell.kind === "range" && within(cell, value),
});

const within = ({ from, to }: Extract<CellValues, { kind: "range" }>, value: Scalar): boolean =>
  (from === undefined || value >= from) && (to === undefined || value < to);

const rangeText = (from: Scalar | undefined, to: Scalar | undefined): string => `${from ?? ""}..${to ?? ""}`;

const rangeSlice = (from: Scalar | undefined, to: Scalar | undefined): Slice => ({
  text: rangeText(from, to),
  from,
  to,
  fits: (cell) => {
    if (cell.kind === "values") return typeof from === "number" && to === from + 1 && cell.values.has(from);
    if (cell.kind === "list") return false;
    return (
      (cell.from === undefined || (from !== undefined && cell.from <= from)) &&
      (cell.to === undefined || (to !== undefined && to <= cell.to))
    );
  },
});

/** Money, weights and counts are never negative, also where the vocabulary sets no bound. */
const lowest = (vocabulary: Vocabulary, column: Operand): number | undefined => {
  if (column.op !== "field") return 0;
  return fieldInfoOf(vocabulary, column).minimum ?? (column.path[0] === "attributes" ? undefined : 0);
};

const NUMBER = { type: "int", maximum: undefined } as const;

const compared = (one: Scalar, other: Scalar): number => (one < other ? -1 : one > other ? 1 : 0);

/** The bounds of ranges and numbers divide a column into slices. */
const rangesOf = (
  vocabulary: Vocabulary,
  column: Operand,
  cells: readonly CellValues[],
): readonly Slice[] => {
  const { type, maximum } = column.op === "field" ? fieldInfoOf(vocabulary, column) : NUMBER;
  const isNumber = type === "int";
  const low = isNumber ? lowest(vocabulary, column) : undefined;
  const high =
    isNumber && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum + 1 : undefined;
  const bounds = new Set<Scalar>();
  for (const cell of cells) {
    if (cell.kind === "range")
      for (const bound of [cell.from, cell.to]) if (bound !== undefined) bounds.add(bound);
    if (cell.kind === "values")
      for (const value of cell.values)
        if (typeof value === "number") {
          bounds.add(value);
          bounds.add(value + 1);
        }
  }
  const inner = [...bounds]
    .filter(
      (bound) => (low === undefined || Number(bound) > low) && (high === undefined || Number(bound) < high),
    )
    .toSorted(compared);
  return [low, ...inner].map((from, index) => rangeSlice(from, inner[index] ?? high));
};

/** Undefined for a column with lists, of which nothing is known. */
const slicesOf = (
  vocabulary: Vocabulary,
  column: Operand,
  cells: readonly CellValues[],
): readonly Slice[] | undefined => {
  if (cells.some(({ kind }) => kind === "list")) return undefined;
  if (cells.some(({ kind }) => kind === "range")) return rangesOf(vocabulary, column, cells);
  return [...new Set(cells.flatMap((cell) => (cell.kind === "values" ? [...cell.values] : [])))].map(sliceOf);
};

type Column = { readonly key: string; readonly name: string; readonly slices: readonly Slice[] };
type Gap = readonly { readonly name: string; readonly slice: Slice }[];

const MAX_GAPS = 5;
const MAX_STEPS = 200_000;

/** Neighbouring ranges of the last column become one. */
const merged = (slices: readonly Slice[]): readonly Slice[] => {
  const result: Slice[] = [];
  for (const slice of slices) {
    const last = result.at(-1);
    if (last?.to !== undefined && last.to === slice.from)
      result[result.length - 1] = rangeSlice(last.from, slice.to);
    else result.push(slice);
  }
  return result;
};

const findGaps = (columns: readonly Column[], rows: readonly CellsOfRow[]): readonly Gap[] => {
  const gaps: Gap[] = [];
  let steps = 0;
  const visit = (depth: number, fitting: readonly CellsOfRow[], path: Gap): void => {
    if (gaps.length >= MAX_GAPS || steps > MAX_STEPS) return;
    if (fitting.length === 0) {
      gaps.push(path);
      return;
    }
    const column = columns[depth];
    if (column === undefined) return;
    const { key, name, slices } = column;
    const empty: Slice[] = [];
    for (const slice of slices) {
      steps += fitting.length;
      const left = fitting.filter((row) => {
        const cell = row.get(key);
        return cell === undefined || slice.fits(cell);
      });
      if (left.length === 0) empty.push(slice);
      else visit(depth + 1, left, [...path, { name, slice }]);
    }
    for (const slice of merged(empty)) if (gaps.length < MAX_GAPS) gaps.push([...path, { name, slice }]);
  };
  visit(0, rows, []);
  return gaps;
};

/** Warns of gaps in a table under the policies `unique` and `first` that has no `else`. */
export const warnOfGaps = (
  document: DiagnosticCollector,
  { table, node, cells }: CheckedTable,
  vocabulary: Vocabulary,
): void => {
  if (table.policy === "collect" || table.hasElse) return;
  const keys = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  const columns = keys.flatMap((key): Column[] => {
    const column = JSON.parse(key) as Operand;
    const own = cells.flatMap((row) => row.get(key) ?? []);
    const slices = slicesOf(vocabulary, column, own);
    return slices === undefined ? [] : [{ key, name: printOperandBriefly(column, "l"), slices }];
  });
  const hasRanges = ({ slices }: Column): boolean => slices.some(({ text }) => text.includes(".."));
  const sorted = columns.toSorted((one, other) => Number(hasRanges(one)) - Number(hasRanges(other)));
  const gaps = findGaps(sorted, cells);
  if (gaps.length === 0) return;
  const texts = gaps.map((gap) => gap.map(({ name, slice }) => `${name}: ${slice.text}`).join(", "));
  reportWarning(
    forRule(document, table.id),
    partOf(node, "id"),
    `no row fits ${texts.map((text) => `{ ${text} }`).join(" or ")}${gaps.length === MAX_GAPS ? " and perhaps more" : ""}: nothing happens there; add a row or \`else\``,
  );
};
