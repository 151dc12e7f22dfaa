/** CSV as spreadsheets save it: RFC 4180, with comma, semicolon or tab between the cells, and a byte order mark or none. Pure. */

export type CsvRecord = { readonly cells: readonly string[] /** From 1. */; readonly line: number };

const BYTE_ORDER_MARK = "\ufeff";
const SEPARATORS = [";", "\t", ","] as const;

/** The separator that the first line has outside of quotes. */
const separatorOf = (text: string): string => {
  const [header = ""] = text.replaceAll(/"(?:[^"]|"")*"/g, "").split(/\r?\n/, 1);
  return SEPARATORS.find((separator) => header.includes(separator)) ?? ",";
};

/** Parses the text; empty lines are left out. A quote that is not closed ends with the text. */
export const parseCsv = (source: string): readonly CsvRecord[] => {
  const text = source.startsWith(BYTE_ORDER_MARK) ? source.slice(1) : source;
  const separator = separatorOf(text);
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  let line = 1;
  let begin = 1;
  const endCell = (): void => {
    cells.push(cell.trim());
    cell = "";
  };
  const endRecord = (): void => {
    endCell();
    if (cells.some((one) => one !== "")) records.push({ cells, line: begin });
    cells = [];
    begin = line;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === "\n") line += 1;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell.trim() === "") {
      isQuoted = true;
      cell = "";
    } else if (char === separator) endCell();
    else if (char === "\n") endRecord();
    else if (char !== "\r") cell += char;
  }
  endRecord();
  return records;
};

const written = (cell: string): string =>
  /[";,\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Prints records for a spreadsheet in Brazil: semicolons, and a byte order mark so that it is read as UTF-8. */
export const printCsv = (records: readonly (readonly string[])[]): string =>
  `${BYTE_ORDER_MARK}${records.map((cells) => `${cells.map(written).join(";")}\r\n`).join("")}`;
