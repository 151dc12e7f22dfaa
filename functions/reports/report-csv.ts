/** Reports as CSV: for Excel in Portuguese (semicolons, decimal commas, a byte order mark), or by RFC 4180. Pure. */
import type { CsvDialect } from "../../lib/contract/document-parameters.ts";
import { neutralized } from "../../lib/contract/csv-table.ts";
import { type Cell, type Column, excelText, plainText } from "./report-cells.ts";

const BYTE_ORDER_MARK = "\ufeff";

type Dialect = {
  readonly begin: string;
  readonly separator: string;
  readonly needsQuotes: RegExp;
  readonly header: (column: Column<never>) => string;
  readonly text: (cell: Exclude<Cell, { kind: "text" }>) => string;
};

const DIALECTS: Readonly<Record<CsvDialect, Dialect>> = {
  excel: {
    begin: BYTE_ORDER_MARK,
    separator: ";",
    needsQuotes: /[;"\r\n]/,
    header: ({ label }) => label["pt-BR"],
    text: excelText,
  },
  rfc4180: {
    begin: "",
    separator: ",",
    needsQuotes: /[,"\r\n]/,
    header: ({ name }) => name,
    text: plainText,
  },
};

/** Only texts of others can be formulas; a number below zero begins with a minus sign and stays a number. */
const written = (cell: Cell, { text, needsQuotes }: Dialect): string => {
  const safe = cell.kind === "text" ? neutralized(cell.text) : text(cell);
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A record without its line break. */
export const csvRow = (cells: readonly Cell[], dialect: CsvDialect): string => {
  const how = DIALECTS[dialect];
  return cells.map((cell) => written(cell, how)).join(how.separator);
};

/**
 * Header, rows, and below them the sums, which only Excel's dialect has: programs read rows.
 * @param rows records without their line breaks
 */
export const csvDocument = (
  columns: readonly Column<never>[],
  rows: readonly string[],
  sums: readonly (readonly Cell[])[],
  dialect: CsvDialect,
): string => {
  const { begin, separator, header } = DIALECTS[dialect];
  const last = dialect === "excel" ? sums.map((cells) => csvRow(cells, dialect)) : [];
  const records = [columns.map(header).join(separator), ...rows, ...last];
  return `${begin}${records.map((record) => `${record}\r\n`).join("")}`;
};
