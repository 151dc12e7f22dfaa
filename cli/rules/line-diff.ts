/** The difference between two texts, line by line, with two unchanged lines around each change. */
import { diffArrays } from "diff";

type Step = { readonly mark: " " | "+" | "-"; readonly text: string };

const CONTEXT_LINES = 2;
/** Comparing longer texts takes seconds; git does it better. */
const MAX_LINES = 5_000;

const stepsBetween = (before: readonly string[], after: readonly string[]): Step[] =>
  diffArrays([...before], [...after]).flatMap(({ value, added, removed }) =>
    value.map((text): Step => ({ mark: added ? "+" : removed ? "-" : " ", text })),
  );

/** Changed lines with `+` and `-`, the lines around them, and `…` for what is left out. */
export const lineDiff = (before: string, after: string): string[] => {
  const [old, next] = [before.split("\n"), after.split("\n")];
  if (old.length > MAX_LINES || next.length > MAX_LINES)
    return ["… the texts are too long to be shown line by line"];
  const steps = stepsBetween(old, next);
  const isNear = steps.map((_, index) =>
    steps
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(({ mark }) => mark !== " "),
  );
  return steps.flatMap(({ mark, text }, index) => {
    if (isNear[index]) return [`${mark} ${text}`.trimEnd()];
    return isNear[index - 1] ? ["…"] : [];
  });
};
