/** Translates sentences that the API and its checker write in English. The English sentences are the keys of the tables. */

/**
 * Texts by the English ones. `{}` in a key is any text; `{0}`, `{1}` in its translation are these in turn. Two `{}` of the source that
 * follow each other are one.
 */
export type Translations = Readonly<Record<string, string>>;

type Pattern = {
  readonly expression: RegExp;
  /** The longest literal: a sentence without it cannot match. */
  readonly literal: string;
  readonly translation: string;
  /** Whether each `{}` is between backticks: a name that is written so stays as it is. */
  readonly areNames: readonly boolean[];
};

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");

const patternOf = ([key, translation]: [string, string]): Pattern => {
  const literals = key.split("{}");
  const longest = literals.toSorted((one, other) => other.length - one.length)[0]!;
  return {
    expression: new RegExp(`^${literals.map(escaped).join("(.*?)")}$`, "s"),
    literal: longest,
    translation,
    areNames: literals
      .slice(1)
      .map((after, index) => literals[index]!.endsWith("`") && after.startsWith("`")),
  };
};

const lengthOf = ([key]: [string, string]): number => key.replaceAll("{}", "").length;

/** Texts are typed, so there is no end of different sentences. */
const MAX_KNOWN = 2_000;

/** Where the second of two sentences that were put together may begin. */
const JOINT = /(?<=\S)(?=[;:,.)] | )/g;

/**
 * @param tables the sentences that it knows
 * @returns the translated sentence; what is unknown in it stays as it is
 */
export const translator = (...tables: readonly Translations[]): ((text: string) => string) => {
  const entries = tables.flatMap((table) => Object.entries(table));
  const whole = new Map(entries.filter(([key]) => !key.includes("{}")));
  const patterns = entries
    .filter(([key]) => key.includes("{}"))
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))
    .map(patternOf);
  const known = new Map<string, string>();

  const translateWhole = (text: string): string | undefined => {
    const found = whole.get(text) ?? whole.get(text.replace(/^the /, ""));
    if (found !== undefined) return found;
    for (const { expression, literal, translation, areNames } of patterns) {
      if (!text.includes(literal)) continue;
      const values = expression.exec(text)?.slice(1);
      if (values === undefined) continue;
      return translation.replaceAll(/\{(\d)\}/g, (_, index: string) => {
        const value = values[Number(index)] ?? "";
        return areNames[Number(index)] ? value : translate(value);
      });
    }
    return undefined;
  };

  /** A sentence that begins with one thing and goes on with another, such as a name and what is wrong with it. */
  const translateJoined = (text: string): string => {
    for (const { index } of text.matchAll(JOINT)) {
      const rest = text.slice(index);
      const [joint] = /^[;:,.)]? ?/.exec(rest)!;
      const translated = translateWhole(rest) ?? prefixed(joint, translateWhole(rest.slice(joint.length)));
      if (translated !== undefined) return `${translate(text.slice(0, index))}${translated}`;
    }
    return text;
  };

  const translate = (text: string): string => {
    if (text.trim() === "") return text;
    const before = known.get(text);
    if (before !== undefined) return before;
    const translated = translateWhole(text) ?? translateJoined(text);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, translated);
    return translated;
  };
  return translate;
};

const prefixed = (joint: string, text: string | undefined): string | undefined =>
  text === undefined ? undefined : `${joint}${text}`;
