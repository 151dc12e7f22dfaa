/** Positions in the source: offsets become lines and columns, and carets mark the range. */

/** An issue or a warning about a rulebook, with its position. */
export type RulebookIssue = {
  readonly ruleId?: string;
  /** JSON Pointer into the document. */
  readonly pointer: string;
  /** Both from 1; columns count UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly detail: string;
  /** The source line, and below it a line with `^^^` under the range. */
  readonly caret: string;
};

/** Offsets into the source, in UTF-16 units; `end` is exclusive. */
export type Range = { readonly start: number; readonly end: number };

/** A range with the JSON Pointer of the value that it belongs to. */
export type SourceRange = Range & { readonly pointer: string };
export type Source = { readonly text: string; readonly lineStarts: readonly number[] };

/** In characters. A longer line, such as a rulebook as one line of JSON, is cut around the range. */
const MAX_EXCERPT_LENGTH = 140;
const EXCERPT_LEAD = 60;

export const sourceOf = (text: string): Source => {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { text, lineStarts };
};

const lineIndexAt = ({ lineStarts }: Source, offset: number): number => {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

const lineText = ({ text, lineStarts }: Source, index: number): string => {
  const end = lineStarts[index + 1];
  return text.slice(lineStarts[index], end === undefined ? text.length : end - 1).replace(/\r$/, "");
};

/** White space as wide as a text: tabs stay tabs, every other character becomes a space. */
const padding = (before: string): string => [...before].map((char) => (char === "\t" ? "\t" : " ")).join("");

const caretUnder = (line: string, column: number, width: number): string => {
  const cut = line.length > MAX_EXCERPT_LENGTH ? Math.max(0, column - EXCERPT_LEAD) : 0;
  const excerpt = line.slice(cut, cut + MAX_EXCERPT_LENGTH);
  const lead = cut > 0 ? "…" : "";
  const marks = "^".repeat(Math.max(1, Math.min(width, excerpt.length - (column - cut))));
  return `${lead}${excerpt}\n${padding(lead + excerpt.slice(0, column - cut))}${marks}`;
};

/** Line, column and caret of a range. Of several lines, the first one is marked. */
export const locate = (source: Source, { start, end }: Range) => {
  const offset = Math.max(0, Math.min(start, source.text.length));
  const index = lineIndexAt(source, offset);
  const column = offset - source.lineStarts[index]!;
  const caret = caretUnder(lineText(source, index), column, end - offset);
  return { line: index + 1, column: column + 1, caret };
};
