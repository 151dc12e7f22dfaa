/** Tables as CSV: RFC 4180, with cells that no spreadsheet runs as a formula. Pure. */

// Excel runs a cell that begins like a formula, also after white space; an apostrophe makes it text.
const FORMULA = /^[=+\-@\t\r\n]|^\s+[=+\-@]/;

/** A text that no spreadsheet takes for a formula. */
export const neutralized = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

const cell = (text: string): string => {
  const safe = neutralized(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A record with its line break. */
export const csvRecord = (cells: readonly string[]): string => `${cells.map(cell).join(",")}\r\n`;
