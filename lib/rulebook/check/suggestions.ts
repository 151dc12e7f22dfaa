/** Finds what was probably meant. */

/** Edit distance in which swapping two neighbours is one step: `custmer`, `cutsomer` and `customers` are near. */
const distance = (left: string, right: string): number => {
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1])
        cost = Math.min(cost, older[column - 2]! + 1);
      current.push(cost);
    }
    older = previous;
    previous = current;
  }
  return previous[right.length]!;
};

const LONGEST = 64;
const plain = (text: string): string => text.toLowerCase().replaceAll(/[_\- ]/g, "");

/** The nearest of the known names, if one is near enough to be what was meant. */
export const nearestName = (written: string, names: Iterable<string>): string | undefined => {
  if (written.length > LONGEST) return undefined;
  const known = [...names];
  const longer = written.length > 1 ? known.filter((name) => name.startsWith(written)) : [];
  if (longer.length === 1) return longer[0];
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 0.5;
  for (const name of known) {
    if (name.length > LONGEST) continue;
    const steps = plain(name) === plain(written) ? 0.25 : distance(written.toLowerCase(), name.toLowerCase());
    if (steps < bestDistance) {
      best = name;
      bestDistance = steps;
    }
  }
  return best;
};

/** `; did you mean …?`, or nothing. */
export const didYouMean = (written: string, known: Iterable<string>): string => {
  const name = nearestName(written, known);
  return name === undefined ? "" : `; did you mean \`${name}\`?`;
};

/** The names one may choose from, as a sentence part: `a, b or c`. */
export const joinWithOr = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "nothing") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
