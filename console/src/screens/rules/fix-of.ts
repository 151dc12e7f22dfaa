/** The change that an issue suggests: “did you mean”. Pure. */
import type { BodyOf } from "../../api/types.ts";

export type Issue = BodyOf<"checkRulebook">["errors"][number];

/** Offsets into the text; `end` is exclusive. */
export type Replacement = { readonly start: number; readonly end: number; readonly text: string };

const SUGGESTION = /did you mean `([^`]+)`\?/;
const NAMES = /[`"]([^`"]+)[`"]/g;

/** Where an issue begins in the text, and how far its caret reaches. */
export const rangeOf = (source: string, { line, column, caret }: Issue): { start: number; end: number } => {
  let lineStart = 0;
  for (let index = 1; index < line; index++) {
    const next = source.indexOf("\n", lineStart);
    if (next < 0) break;
    lineStart = next + 1;
  }
  const start = Math.min(source.length, lineStart + column - 1);
  const marks = /\^+\s*$/.exec(caret)?.[0].trim().length ?? 1;
  return { start, end: Math.min(source.length, start + marks) };
};

/** Undefined when the issue suggests nothing, or when the name that it is about is not at its place. */
export const fixOf = (source: string, issue: Issue): Replacement | undefined => {
  const text = SUGGESTION.exec(issue.detail)?.[1];
  if (text === undefined) return undefined;
  const { start, end } = rangeOf(source, issue);
  const marked = source.slice(start, end);
  const names = [...issue.detail.replace(SUGGESTION, "").matchAll(NAMES)].map(([, name]) => name!);
  const wrong = names.find((name) => marked.includes(name)) ?? /^"?([\w.-]+)"?$/.exec(marked)?.[1];
  if (wrong === undefined) return undefined;
  const at = start + marked.indexOf(wrong);
  return { start: at, end: at + wrong.length, text };
};
