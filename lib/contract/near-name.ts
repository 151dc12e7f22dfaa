/** Guesses which known name was meant by an unknown one. */

const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const swap = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
};

/** @returns the nearest of the known names, when one is near enough to be a slip of the finger */
export const nearName = (name: string, known: readonly string[]): string | undefined => {
  if (name.length > 40) return undefined;
  const allowed = name.length <= 4 ? 1 : 2;
  let best: { name: string; off: number } | undefined;
  for (const candidate of known) {
    const off = distance(name.toLowerCase(), candidate.toLowerCase());
    if (off <= allowed && (best === undefined || off < best.off)) best = { name: candidate, off };
  }
  return best?.name;
};
