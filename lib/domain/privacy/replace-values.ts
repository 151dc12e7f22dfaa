/** Replaces personal values in texts about an order: in explanations, which quote values, and in messages of errors. */

/** Personal values with what replaces them. */
export type Replacements = ReadonlyMap<string, string>;

/** As JSON has it within the quotes. */
const quoted = (value: string): string => JSON.stringify(value).slice(1, -1);

const commonLength = (left: string, right: string): number => {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
};

type Entry = { readonly value: string; readonly by: string };

const CUT = "…";

/** How much of the text after a quote is a value, or the first part of one that was cut; undefined when it is neither. */
const lengthIn = (rest: string, { value }: Entry): number | undefined => {
  if (rest.startsWith(value) && rest[value.length] === '"') return value.length;
  const common = commonLength(value, rest);
  return common > 0 && rest.startsWith(CUT, common) ? common : undefined;
};

const replaceQuoted = (text: string, lower: string, entries: readonly Entry[]): string => {
  let result = "";
  let from = 0;
  for (let at = lower.indexOf('"'); at !== -1; at = lower.indexOf('"', at + 1)) {
    const rest = lower.slice(at + 1);
    for (const entry of entries) {
      const length = lengthIn(rest, entry);
      if (length === undefined) continue;
      result += text.slice(from, at + 1) + entry.by;
      from = at + 1 + length;
      at = from - 1;
      break;
    }
  }
  return result + text.slice(from);
};

/** Letter by letter, so that positions stay the same: a few, such as İ, are longer in lower case. */
const inLowerCase = (text: string): string => {
  let lower = "";
  for (const letter of text) {
    const one = letter.toLowerCase();
    lower += one.length === letter.length ? one : letter;
  }
  return lower;
};

/** Replaces the values where a text quotes them, in any case, whole or cut. */
export const explanationReplacer = (replacements: Replacements): ((text: string) => string) => {
  const entries = [...replacements]
    .map(([value, by]) => ({ value: inLowerCase(quoted(value)), by }))
    .sort((a, b) => b.value.length - a.value.length);
  return (text) => replaceQuoted(text, inLowerCase(text), entries);
};

const escaped = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Shorter values occur in texts by chance. */
const MIN_LENGTH = 4;

/** Replaces the values wherever a text has them as words, in any case. */
export const messageReplacer = (replacements: Replacements): ((text: string) => string) => {
  const values = [...replacements.keys()].filter((value) => value.trim().length >= MIN_LENGTH);
  if (values.length === 0) return (text) => text;
  const byLower = new Map([...replacements].map(([value, by]) => [value.toLowerCase(), by]));
  const longestFirst = values.sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  return (text) => text.replace(pattern, (found) => byLower.get(found.toLowerCase()) ?? "");
};

/** The fields of explanations and their clauses that hold values. */
const TEXTS: ReadonlySet<string> = new Set(["explanation", "where", "was", "values"]);

/** A text quotes values; a value of a clause is one, whole or cut. */
const replaceIn = (value: unknown, explanation: (text: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((one) => replaceIn(one, explanation));
  if (typeof value !== "string") return value;
  const replaced = explanation(value);
  return replaced === value ? (JSON.parse(explanation(JSON.stringify(value))) as string) : replaced;
};

/** Replaces the values in every explanation and clause within a value of JSON. */
export const replaceExplanations = <T>(value: T, explanation: (text: string) => string): T => {
  if (Array.isArray(value)) return value.map((one) => replaceExplanations(one, explanation)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      TEXTS.has(name) ? replaceIn(one, explanation) : replaceExplanations(one, explanation),
    ]),
  ) as T;
};
