/** Rows of a decision table as a spreadsheet: a column for each field, and one for each detail of an action. Pure. */
import { didYouMean } from "../../domain/near-name.ts";
import { ACTION_NAMES } from "./action-source.ts";
import type { Cell } from "../table.ts";
import { parseCsv, printCsv } from "./csv-text.ts";

type Details = Readonly<Record<string, unknown>>;
/** An action as it is written: its name alone, or with details. */
export type WrittenAction = string | Readonly<Record<string, Details | null>>;
export type WrittenRow = {
  readonly description?: string;
  readonly when: Readonly<Record<string, Cell>>;
  readonly then: readonly WrittenAction[];
};

/** Why a line of the file makes no row. */
export type CsvIssue = { readonly line: number; readonly detail: string };
export type ImportedRows = {
  readonly rows: readonly WrittenRow[];
  /** The line of the file of each row. */
  readonly lines: readonly number[];
  readonly issues: readonly CsvIssue[];
};

const MARK = "x";
const INTEGER = /^-?(0|[1-9]\d{0,14})$/;
/** A spreadsheet takes a text that begins with one of these as a formula. */
const FORMULA = /^[=+\-@]/;

type Scalar = string | number | boolean;

const parseScalar = (text: string, isText: boolean): Scalar => {
  if (/^".*"$/s.test(text)) {
    try {
      return String(JSON.parse(text));
    } catch {
      return text;
    }
  }
  if (isText) return text;
  if (INTEGER.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
};

/** Whether a text is written in quotes, because it would be read as something else. */
const needsQuotes = (text: string): boolean =>
  text === "" ||
  text !== text.trim() ||
  FORMULA.test(text) ||
  /["[\],;\r\n{]/.test(text) ||
  INTEGER.test(text) ||
  text === "true" ||
  text === "false";

const isListReference = (text: string): boolean => /^lists\["[^"]*"\]$/.test(text);

const printScalar = (value: Scalar): string => {
  if (typeof value !== "string") return String(value);
  return needsQuotes(value) && !isListReference(value) ? JSON.stringify(value) : value;
};

const ITEMS = /\s*("(?:[^"\\]|\\.)*"|[^,]*?)\s*(?:,|$)/gy;

const parseList = (text: string, isText: boolean): Scalar[] => {
  const inner = text.slice(1, -1);
  const items: Scalar[] = [];
  ITEMS.lastIndex = 0;
  while (ITEMS.lastIndex < inner.length) {
    const [, item = ""] = ITEMS.exec(inner) ?? [];
    if (item === "") break;
    items.push(parseScalar(item, isText));
  }
  return items;
};

const parseCell = (text: string, isText: boolean): Cell =>
  /^\[.*\]$/s.test(text) ? parseList(text, isText) : parseScalar(text, isText);

const printCell = (cell: Cell): string =>
  Array.isArray(cell) ? `[${cell.map(printScalar).join(", ")}]` : printScalar(cell);

const parseDetail = (text: string): unknown =>
  text.startsWith("{") ? JSON.parse(text) : parseScalar(text, false);
const printDetail = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : printScalar(value as Scalar);

type Column =
  | { readonly kind: "description" }
  | { readonly kind: "field"; readonly name: string; readonly isText: boolean }
  /** `number` distinguishes several actions of one name in a row: `packingSlip#2.destination`. */
  | {
      readonly kind: "action";
      readonly name: string;
      readonly number: string;
      readonly detail: string | undefined;
    };

const columnOf = (title: string, isText: (field: string) => boolean): Column | string => {
  if (title === "description") return { kind: "description" };
  if (/^(line|order)\./.test(title)) return { kind: "field", name: title, isText: isText(title) };
  const [, name = "", number = "1", detail] = /^(\w+)(?:#([2-9]|1\d))?(?:\.(\w+))?$/.exec(title) ?? [];
  if (ACTION_NAMES.some((known) => known === name)) return { kind: "action", name, number, detail };
  const meant = didYouMean(name || title, ACTION_NAMES);
  return `column \`${title.slice(0, 60)}\` is no field (line.… or order.…) and no action${meant || `; actions are ${ACTION_NAMES.join(", ")}`}`;
};

type DraftRow = {
  description: string | undefined;
  readonly when: Record<string, Cell>;
  readonly actions: Map<string, { readonly name: string; readonly details: Record<string, unknown> }>;
};

const addCell = (row: DraftRow, column: Column, text: string): void => {
  if (column.kind === "description") row.description = text;
  else if (column.kind === "field") row.when[column.name] = parseCell(text, column.isText);
  else {
    const key = `${column.name}#${column.number}`;
    const action = row.actions.get(key) ?? { name: column.name, details: {} };
    row.actions.set(key, action);
    if (column.detail !== undefined) action.details[column.detail] = parseDetail(text);
  }
};

const rowOf = (columns: readonly Column[], cells: readonly string[]): WrittenRow | string => {
  const filled = cells.findLastIndex((cell) => cell !== "") + 1;
  if (filled > columns.length) return `has ${filled} cells, but there are ${columns.length} columns`;
  const row: DraftRow = { description: undefined, when: {}, actions: new Map() };
  for (const [index, column] of columns.entries()) {
    const text = cells[index] ?? "";
    if (text === "") continue;
    try {
      addCell(row, column, text);
    } catch {
      return `${text.slice(0, 60)} cannot be read as JSON`;
    }
  }
  if (row.actions.size === 0) return "says nothing of what happens: no cell of an action is filled in";
  return {
    ...(row.description === undefined ? {} : { description: row.description }),
    when: row.when,
    then: [...row.actions.values()].map(({ name, details }) =>
      Object.keys(details).length === 0 ? name : { [name]: details },
    ),
  };
};

/**
 * Reads rows from CSV, of which the first line names the columns.
 * @param isText whether a field holds a text, so that a code of digits stays one
 */
export const rowsFromCsv = (text: string, isText: (field: string) => boolean): ImportedRows => {
  const [header, ...records] = parseCsv(text);
  if (header === undefined)
    return { rows: [], lines: [], issues: [{ line: 1, detail: "the file is empty" }] };
  const columns = header.cells.slice(0, header.cells.findLastIndex((title) => title !== "") + 1);
  const known = columns.map((title) => columnOf(title, isText));
  const unknown = known.filter((column) => typeof column === "string");
  if (unknown.length > 0)
    return { rows: [], lines: [], issues: unknown.map((detail) => ({ line: header.line, detail })) };
  const read = records.map(({ cells, line }) => ({ line, row: rowOf(known as Column[], cells) }));
  const rows = read.flatMap(({ row, line }) => (typeof row === "string" ? [] : [{ row, line }]));
  return {
    rows: rows.map(({ row }) => row),
    lines: rows.map(({ line }) => line),
    issues: read.flatMap(({ row, line }) => (typeof row === "string" ? [{ line, detail: row }] : [])),
  };
};

type Cells = ReadonlyMap<string, string>;

const actionCells = (actions: readonly WrittenAction[]): [string, string][] => {
  const seen = new Map<string, number>();
  return actions.flatMap((action) => {
    const [name, details] = typeof action === "string" ? [action, null] : Object.entries(action)[0]!;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    const title = number === 1 ? name : `${name}#${number}`;
    const entries = Object.entries(details ?? {});
    if (entries.length === 0) return [[title, MARK]];
    return entries.map(([key, value]): [string, string] => [`${title}.${key}`, printDetail(value)]);
  });
};

const cellsOf = ({ description, when, then }: WrittenRow): Cells =>
  new Map([
    ...(description === undefined ? [] : [["description", description] as const]),
    ...Object.entries(when).map(([name, cell]) => [name, printCell(cell)] as const),
    ...actionCells(then),
  ]);

const isField = (title: string): boolean => /^(line|order)\./.test(title);

/** Writes rows as CSV: fields first, then what happens. `else` is no row. */
export const rowsToCsv = (rows: readonly WrittenRow[]): string => {
  const cells = rows.map(cellsOf);
  const titles = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  const position = (title: string): number => (isField(title) ? 0 : title === "description" ? 2 : 1);
  const sorted = titles.toSorted((one, other) => position(one) - position(other));
  return printCsv([sorted, ...cells.map((row) => sorted.map((title) => row.get(title) ?? ""))]);
};
