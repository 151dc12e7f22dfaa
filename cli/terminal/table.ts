/** A table for the terminal: aligned columns, no frame. */
import stringWidth from "string-width";

/**
 * Every column is as wide as its widest cell, in terminal columns: a CJK character or an emoji takes two, a colour code
 * none. Lines have no trailing blanks.
 * @param rows the header first
 * @param right columns that are aligned to the right, such as numbers
 */
export const formatTable = (
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  const pad = (cell: string, column: number): string => {
    const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)));
    return right.has(column) ? blanks + cell : cell + blanks;
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
};

/** A table of numbers: the first column to the left, all others to the right. */
export const formatNumberTable = (rows: readonly (readonly string[])[]): string =>
  formatTable(rows, new Set((rows[0] ?? []).map((_, column) => column).slice(1)));

/** Three significant digits, and thousands separated: `0.0123`, `1,234`. */
export const formatNumber = (value: number): string =>
  value >= 100
    ? Math.round(value).toLocaleString("en")
    : value.toLocaleString("en", { maximumSignificantDigits: 3 });
