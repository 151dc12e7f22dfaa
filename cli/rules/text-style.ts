/** Colour where a person looks on, plain text for pipes, files and whoever sets NO_COLOR. */

export type TextStyle = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
};

const code =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;
const plain = (text: string): string => text;

const COLOURED: TextStyle = {
  bold: code(1, 22),
  dim: code(2, 22),
  red: code(31, 39),
  green: code(32, 39),
  yellow: code(33, 39),
};
const PLAIN: TextStyle = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain };

/** @param isTerminal whether the output is a terminal */
export const textStyleFor = (isTerminal: boolean, env: NodeJS.ProcessEnv): TextStyle =>
  isTerminal && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb" ? COLOURED : PLAIN;

/** Rows under each other, every column as wide as its widest cell; the first column left, numbers right. */
export const formatTable = (
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const pad = (cell: string, column: number): string =>
    right.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
};
