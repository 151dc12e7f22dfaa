/** Places in what people wrote: offsets become lines and columns, and a caret shows the spot. */

/** A fault or a warning in a rulebook, at its place. */
export type RulebookIssue = {
  readonly ruleId?: string;
  /** JSON Pointer into the document. */
  readonly pointer: string;
  /** Both from 1; columns count UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly detail: string;
  /** The source line, and under it a line with `^^^` at the spot. */
  readonly caret: string;
};

/** Offsets into the source, in UTF-16 units; `end` is exclusive. */
export type Range = { readonly start: number; readonly end: number };

/** A range with the JSON Pointer of the value that it belongs to. */
export type SourceRange = Range & { readonly pointer: string };
export type Source = { readonly text: string; readonly lineStarts: readonly number[] };

/** Wide enough for any sensible rule; a rulebook sent as one line of JSON is cut around the spot. */
const WIDEST_EXCERPT = 140;
const BEFORE_SPOT = 60;

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

/** As wide as the text before the spot: tabs stay tabs, everything else becomes one blank per character. */
const padding = (before: string): string => [...before].map((char) => (char === "\t" ? "\t" : " ")).join("");

const caretUnder = (line: string, column: number, width: number): string => {
  const cut = line.length > WIDEST_EXCERPT ? Math.max(0, column - BEFORE_SPOT) : 0;
  const excerpt = line.slice(cut, cut + WIDEST_EXCERPT);
  const lead = cut > 0 ? "…" : "";
  const marks = "^".repeat(Math.max(1, Math.min(width, excerpt.length - (column - cut))));
  return `${lead}${excerpt}\n${padding(lead + excerpt.slice(0, column - cut))}${marks}`;
};

/** Line, column and caret of a range. A range over several lines is marked on its first. */
export const locate = (source: Source, { start, end }: Range) => {
  const offset = Math.max(0, Math.min(start, source.text.length));
  const index = lineIndexAt(source, offset);
  const column = offset - source.lineStarts[index]!;
  const caret = caretUnder(lineText(source, index), column, end - offset);
  return { line: index + 1, column: column + 1, caret };
};
