/** Finds a `//` comment that hides source lines after it, because YAML joined the lines of the text. */
import type { Range } from "./source-location.ts";

/** The next `//` outside of a string literal, from an index on; -1 when there is none. */
const commentStart = (text: string, from: number): number => {
  let quote: string | undefined;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index]!;
    if (quote !== undefined && character === "\\") index += 1;
    else if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (text.startsWith("//", index)) return index;
  }
  return -1;
};

/**
 * @param text the condition as CEL reads it: a comment ends at its next line break
 * @param offsets the offset in the source of every UTF-16 unit of the text
 * @returns the range of the `//` in the text, if source lines after the one with the comment belong to the comment
 */
export const hidingComment = (
  text: string,
  offsets: readonly number[],
  source: string,
): Range | undefined => {
  for (let start = commentStart(text, 0); start !== -1; ) {
    const lineBreak = text.indexOf("\n", start);
    const end = lineBreak === -1 ? text.length : lineBreak;
    const written = source.slice(offsets[start], (offsets[end - 1] ?? source.length) + 1);
    if (written.includes("\n")) return { start, end: start + 2 };
    start = commentStart(text, end);
  }
  return undefined;
};
