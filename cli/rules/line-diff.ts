/** What changed between two texts, line by line, with a little of what stands around it. */

type Step = { readonly mark: " " | "+" | "-"; readonly text: string };

/** Lengths of the longest common parts of every pair of endings. Rulebooks are short; the table stays small. */
const commonLengths = (old: readonly string[], next: readonly string[]): Uint16Array[] => {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1));
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = next.length - 1; column >= 0; column -= 1)
      lengths[row]![column] =
        old[row] === next[column]
          ? lengths[row + 1]![column + 1]! + 1
          : Math.max(lengths[row + 1]![column]!, lengths[row]![column + 1]!);
  return lengths;
};

const stepsBetween = (old: readonly string[], next: readonly string[]): Step[] => {
  const lengths = commonLengths(old, next);
  const steps: Step[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < next.length) {
    if (row < old.length && column < next.length && old[row] === next[column]) {
      steps.push({ mark: " ", text: old[row]! });
      row += 1;
      column += 1;
    } else if (
      column < next.length &&
      (row === old.length || lengths[row]![column + 1]! > lengths[row + 1]![column]!)
    ) {
      steps.push({ mark: "+", text: next[column]! });
      column += 1;
    } else {
      steps.push({ mark: "-", text: old[row]! });
      row += 1;
    }
  }
  return steps;
};

const AROUND = 2;
/** Beyond this the table would be large; two rulebooks that long are better compared with git. */
const MOST_LINES = 5_000;

/** The changed lines with `+` and `-`, two unchanged ones around them, and `…` for what is left out. */
export const lineDiff = (before: string, after: string): string[] => {
  const old = before.split("\n");
  const next = after.split("\n");
  if (old.length > MOST_LINES || next.length > MOST_LINES)
    return ["… the texts are too long to be shown line by line"];
  const steps = stepsBetween(old, next);
  const near = steps.map((_, index) =>
    steps.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ mark }) => mark !== " "),
  );
  return steps.flatMap(({ mark, text }, index) => {
    if (near[index]) return [`${mark} ${text}`.trimEnd()];
    return near[index - 1] ? ["…"] : [];
  });
};
