/** Suggests the known name that an unknown one was probably meant to be: for request bodies and for rulebooks. */

/** Longer names get no suggestion: the distance costs the product of both lengths. */
const MAX_NAME_LENGTH = 64;

/** One row of the table of edit distances; a swap of two neighbouring characters is one edit. */
const nextRow = (
  left: string,
  right: string,
  row: number,
  [previous, beforePrevious]: readonly [readonly number[], readonly number[]],
): number[] => {
  const current = [row];
  for (let column = 1; column <= right.length; column += 1) {
    const isSame = left[row - 1] === right[column - 1];
    const isSwap =
      row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
    current.push(
      Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (isSame ? 0 : 1),
        isSwap ? beforePrevious[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      ),
    );
  }
  return current;
};

/** The number of edits between two texts: `custmer`, `cutsomer` and `customers` are one edit from `customer`. */
const editDistance = (left: string, right: string): number => {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = nextRow(left, right, row, [previous, beforePrevious]);
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length]!;
};

const withoutSeparators = (text: string): string => text.toLowerCase().replaceAll(/[_\- ]/g, "");

/** A name that differs in case and separators alone is nearer than one that is one edit away. */
const CASE_DISTANCE = 0.25;

/**
 * The nearest of the known names: the only one that begins with the written name, else the one with the fewest edits,
 * up to a third of the written name's length.
 * @returns undefined when none is near
 */
export const nearestName = (written: string, names: Iterable<string>): string | undefined => {
  if (written.length > MAX_NAME_LENGTH) return undefined;
  const known = [...names].filter((name) => name.length <= MAX_NAME_LENGTH);
  const longer = written.length > 1 ? known.filter((name) => name.startsWith(written)) : [];
  if (longer.length === 1) return longer[0];
  const lowerCase = written.toLowerCase();
  const plain = withoutSeparators(written);
  let nearest: string | undefined;
  let nearestDistance = Math.max(1, Math.floor(written.length / 3)) + 0.5;
  for (const name of known) {
    const isSame = withoutSeparators(name) === plain;
    const lowerName = name.toLowerCase();
    // Two texts are at least as many edits apart as their lengths differ.
    if (!isSame && Math.abs(lowerName.length - lowerCase.length) >= nearestDistance) continue;
    const distance = isSame ? CASE_DISTANCE : editDistance(lowerCase, lowerName);
    if (distance >= nearestDistance) continue;
    nearest = name;
    nearestDistance = distance;
  }
  return nearest;
};

/** `; did you mean …?`, or nothing when no name is near. */
export const didYouMean = (written: string, known: Iterable<string>): string => {
  const name = nearestName(written, known);
  return name === undefined ? "" : `; did you mean \`${name}\`?`;
};

/** That a name is none of the known ones, and which was probably meant. */
export const unknownName = (noun: string, written: string, known: readonly string[]): string =>
  `unknown ${noun} \`${written.slice(0, 60)}\`${didYouMean(written, known) || `; it must be ${joinWithOr(known)}`}`;

/** The names to choose from, as part of a sentence: `a, b or c`. */
export const joinWithOr = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "nothing") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
