/** Which form of a document is wanted: by the path's ending, else by the Accept header. */

const quality = (parameters: readonly string[]): number => {
  const q = parameters.map((parameter) => /^q=(.*)$/i.exec(parameter.trim())?.[1]).find((value) => value);
  return q === undefined ? 1 : Number(q) || 0;
};

const accepts = (accept: string): { type: string; q: number }[] =>
  accept.split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";");
    return { type: type.trim().toLowerCase(), q: quality(parameters) };
  });

// The most exact range that covers the type counts: type/subtype before type/* before */*.
const qualityOf = (ranges: readonly { type: string; q: number }[], type: string): number => {
  const [group] = type.split("/");
  for (const range of [type, `${group}/*`, "*/*"]) {
    const found = ranges.find((one) => one.type === range);
    if (found !== undefined) return found.q;
  }
  return 0;
};

/**
 * The media type that an Accept header wants most.
 * @param offered in the order of our own preference
 * @returns undefined when it takes none of them
 */
export const preferredMediaType = <T extends string>(
  accept: string | undefined,
  offered: readonly T[],
): T | undefined => {
  if (accept === undefined || accept.trim() === "") return offered[0];
  const ranges = accepts(accept);
  const ranked = offered.map((type) => ({ type, q: qualityOf(ranges, type) })).filter(({ q }) => q > 0);
  return ranked.sort((a, b) => b.q - a.q)[0]?.type;
};

/** `2026-000123.pdf` → `2026-000123` and whether it had the ending. */
export const splitExtension = (name: string, ending: string): { name: string; has: boolean } =>
  name.endsWith(ending) ? { name: name.slice(0, -ending.length), has: true } : { name, has: false };
