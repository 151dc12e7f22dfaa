/** Finds where a text stops being JSON. JSON.parse does not always name the position; jsonc-parser does. */
import { type ParseError, parse } from "jsonc-parser";
import type { Range } from "./source-location.ts";

const MAX_DETAIL_LENGTH = 200;

/** JSON.parse's message without the position and the excerpt that it may end with. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : "").replace(/( in JSON)? at position.*$|(?<=token) '.*$/su, "");

const firstErrorRange = (text: string): Range => {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const { offset = 0, length = 1 } = errors[0] ?? {};
  const start = Math.min(offset, text.length);
  return { start, end: start + Math.max(1, length) };
};

/**
 * The first syntax error of a text that should be JSON; undefined when it is JSON.
 * @throws RangeError when the text is nested deeply enough to exhaust the stack
 */
export const jsonErrorOf = (text: string): (Range & { readonly detail: string }) | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const detail = `not readable as JSON: ${messageOf(error)}`.slice(0, MAX_DETAIL_LENGTH);
    return { ...firstErrorRange(text), detail };
  }
};
