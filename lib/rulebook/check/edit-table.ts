/**
 * Decision tables as grids of text, and changes of them within the text of a rulebook. Only the rows that change are replaced:
 * comments and the layout of everything else stay. Pure.
 */
import { err, ok, type Result } from "../../domain/result.ts";
import { DEFAULT_PLANS } from "../rulebook.ts";
import { parseCsv, printCsv } from "./csv-text.ts";
import { type ListNode, type Node, readNodes } from "./nodes.ts";
import { childOf, itemsOf, plainValueOf, textOf } from "./source-value.ts";
import { rowsFromCsv, rowsToCsv, type WrittenRow } from "./table-csv.ts";
import { vocabularyOf } from "./vocabulary.ts";

export type Grid = {
  readonly id: string;
  /** Its place among the tables of the text, from 0. */
  readonly index: number;
  /** Fields such as `line.type`, then details of actions such as `commission.rateBps`. */
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Rows count from 0. */
export type TableEdit =
  | { readonly kind: "cell"; readonly row: number; readonly title: string; readonly text: string }
  /** A copy of the last row, below it. */
  | { readonly kind: "add" }
  | { readonly kind: "remove"; readonly row: number }
  /** All rows from a spreadsheet. */
  | { readonly kind: "csv"; readonly text: string };

const vocabulary = vocabularyOf({}, { plans: DEFAULT_PLANS }, false);

/** Whether a column holds texts. Attributes that a rulebook declares are read as they look. */
export const isTextField = (field: string): boolean => {
  const [root, first = "", second] = field.split(".");
  const info = (root === "line" ? vocabulary.line : vocabulary.order).get(first);
  return (second === undefined ? info : info?.fields?.get(second))?.type === "string";
};

const tablesIn = (source: string): readonly Node[] => {
  const { root, issues } = readNodes(source, "yaml");
  return issues.length === 0 ? itemsOf(childOf(root, "tables")) : [];
};

const isRow = (value: unknown): value is WrittenRow => {
  const { when, then } = (value ?? {}) as Partial<WrittenRow>;
  return typeof when === "object" && when !== null && Array.isArray(then);
};

const rowsOf = (rows: Node | undefined): readonly WrittenRow[] | undefined => {
  const values = itemsOf(rows).map(plainValueOf);
  return values.length > 0 && values.every(isRow) ? values : undefined;
};

const gridOf = (id: string, index: number, rows: readonly WrittenRow[]): Grid => {
  const [header, ...records] = parseCsv(rowsToCsv(rows));
  const titles = header?.cells ?? [];
  return { id, index, titles, rows: records.map(({ cells }) => titles.map((_, at) => cells[at] ?? "")) };
};

/** The tables of a rulebook whose rows can be read. */
export const gridsOf = (source: string): readonly Grid[] =>
  tablesIn(source).flatMap((table, index) => {
    const id = textOf(childOf(table, "id"));
    const rows = rowsOf(childOf(table, "rows"));
    return id === undefined || rows === undefined ? [] : [gridOf(id, index, rows)];
  });

/** Texts that YAML reads as themselves without quotes. */
const PLAIN = /^[\p{L}_.\d][\p{L}\d_./-]*$/u;
const WORDS = /^(?:true|false|null|yes|no|on|off|[yn]|\.inf|\.nan)$/i;

const printText = (text: string): string =>
  PLAIN.test(text) && !WORDS.test(text) && Number.isNaN(Number(text)) ? text : JSON.stringify(text);

/** A value on one line of YAML. */
const print = (value: unknown): string => {
  if (typeof value === "string") return printText(value);
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, one]) => `${printText(key)}: ${print(one)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
};

type Change = Result<string, string>;

const replaced = (source: string, start: number, end: number, text: string): string =>
  source.slice(0, start) + text + source.slice(end);

const lineStart = (source: string, at: number): number => source.lastIndexOf("\n", at - 1) + 1;

/** The beginning of the line after the one that a value ends on. */
const afterLine = (source: string, { end }: Node): number => {
  if (source[end - 1] === "\n") return end;
  const next = source.indexOf("\n", end);
  return next === -1 ? source.length : next + 1;
};

const dashOf = (source: string, { start }: Node): string => source.slice(lineStart(source, start), start);

/** Whether every row begins on a line of its own, after a dash. */
const isBlock = (source: string, { items }: ListNode): boolean =>
  items.every((item) => /^ *- +$/.test(dashOf(source, item)));

/** All rows replaced. */
const withRows = (source: string, list: ListNode, rows: readonly WrittenRow[]): string => {
  const [first] = list.items;
  if (first !== undefined && isBlock(source, list)) {
    const dash = dashOf(source, first);
    const lines = rows.map((row) => `${dash}${print(row)}\n`).join("");
    return replaced(source, lineStart(source, first.start), afterLine(source, list.items.at(-1)!), lines);
  }
  const margin = /^ */.exec(source.slice(lineStart(source, list.start)))![0];
  const lines = rows.map((row) => `\n${margin}  - ${print(row)}`).join("");
  return replaced(source, list.start, list.end, lines);
};

const withCell = (
  source: string,
  list: ListNode,
  grid: Grid,
  { row, title, text }: Extract<TableEdit, { kind: "cell" }>,
): Change => {
  const cells = new Map(grid.titles.map((name, index) => [name, grid.rows[row]?.[index] ?? ""]));
  cells.set(title, text);
  const { rows, issues } = rowsFromCsv(printCsv([[...cells.keys()], [...cells.values()]]), isTextField);
  const [changed] = rows;
  const item = list.items[row];
  if (issues[0] !== undefined) return err(issues[0].detail);
  if (changed === undefined || item === undefined) return err("a row without cells");
  const newline = source[item.end - 1] === "\n" ? "\n" : "";
  return ok(replaced(source, item.start, item.end, `${print(changed)}${newline}`));
};

const apply = (
  source: string,
  list: ListNode,
  rows: readonly WrittenRow[],
  grid: Grid,
  edit: TableEdit,
): Change => {
  switch (edit.kind) {
    case "cell":
      return withCell(source, list, grid, edit);
    case "csv": {
      const { rows: imported, issues } = rowsFromCsv(edit.text, isTextField);
      if (issues[0] !== undefined) return err(`line ${issues[0].line}: ${issues[0].detail}`);
      return imported.length === 0 ? err("the file has no rows") : ok(withRows(source, list, imported));
    }
    case "add": {
      const last = list.items.at(-1)!;
      if (!isBlock(source, list)) return ok(withRows(source, list, [...rows, rows.at(-1)!]));
      const at = afterLine(source, last);
      const gap = source[at - 1] === "\n" ? "" : "\n";
      return ok(replaced(source, at, at, `${gap}${dashOf(source, last)}${print(rows.at(-1))}\n`));
    }
    case "remove": {
      const item = list.items[edit.row];
      if (item === undefined || rows.length === 1) return err("a table has at least one row");
      if (!isBlock(source, list)) return ok(withRows(source, list, rows.toSpliced(edit.row, 1)));
      return ok(replaced(source, lineStart(source, item.start), afterLine(source, item), ""));
    }
  }
};

/**
 * Changes a table within the text of a rulebook.
 * @returns the text, or why the change cannot be made
 */
export const editTable = (source: string, tableId: string, edit: TableEdit): Change => {
  const tables = tablesIn(source);
  const index = tables.findIndex((one) => textOf(childOf(one, "id")) === tableId);
  const list = childOf(tables[index], "rows");
  const rows = rowsOf(list);
  if (list?.kind !== "list" || rows === undefined) return err(`table ${tableId} cannot be read`);
  return apply(source, list, rows, gridOf(tableId, index, rows), edit);
};
