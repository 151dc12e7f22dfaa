/**
 * Maps each character of a YAML scalar's value to its offset in the source, through quotes, escapes, folding and block
 * indentation, so that an issue inside an expression marks the characters that were typed.
 */
import type { Range } from "./source-location.ts";

export type ScalarStyle = "plain" | "single" | "double" | "block";

type Unit = { readonly char: string; readonly at: number };

const isBlank = (char: string | undefined): boolean =>
  char === " " || char === "\n" || char === "\t" || char === "\r";

const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const NAMED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** One unit per character that an escape in double quotes encodes; an escaped line break encodes none. */
const escapeUnits = (text: string, at: number): { units: Unit[]; next: number } => {
  const kind = text[at + 1] ?? "";
  const digits = HEX_LENGTH[kind];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    const decoded = code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "?";
    return { units: decoded.split("").map((char) => ({ char, at })), next: at + 2 + digits };
  }
  if (kind === "\n" || kind === "\r") return { units: [], next: at + 2 };
  return { units: [{ char: NAMED[kind] ?? kind, at }], next: at + 2 };
};

const unitsOf = (text: string, { start, end }: Range, style: ScalarStyle): Unit[] => {
  const units: Unit[] = [];
  let at = start;
  while (at < end) {
    const char = text[at]!;
    if (style === "double" && char === "\\") {
      const escaped = escapeUnits(text, at);
      units.push(...escaped.units);
      at = escaped.next;
    } else {
      units.push({ char, at });
      at += style === "single" && char === "'" && text[at + 1] === "'" ? 2 : 1;
    }
  }
  return units;
};

/** The range of the value itself, without quotes and without a block scalar's header line. */
const contentRange = (text: string, { start, end }: Range, style: ScalarStyle): Range => {
  if (style === "single" || style === "double")
    return { start: start + 1, end: Math.max(start + 1, end - 1) };
  if (style !== "block") return { start, end };
  const header = text.indexOf("\n", start);
  return { start: header === -1 ? end : header + 1, end };
};

/**
 * Offsets in the source for every character of the value, plus one for its end. A run of white space is matched as a
 * whole, because folding turns a line break and its indentation into one space.
 */
export const offsetsOf = (
  text: string,
  range: Range,
  style: ScalarStyle,
  value: string,
): readonly number[] => {
  const inner = contentRange(text, range, style);
  const units = unitsOf(text, inner, style);
  const offsets: number[] = [];
  let unit = 0;
  let at = 0;
  // Indentation of a first block line belongs to no character of the value.
  if (!isBlank(value[0])) while (isBlank(units[unit]?.char)) unit += 1;
  while (at < value.length) {
    if (isBlank(value[at]) && isBlank(units[unit]?.char)) {
      const from = unit;
      while (isBlank(units[unit]?.char)) unit += 1;
      for (let step = 0; isBlank(value[at]); step += 1, at += 1)
        offsets.push(units[Math.min(from + step, unit - 1)]!.at);
    } else {
      offsets.push(units[unit]?.at ?? inner.end);
      unit += 1;
      at += 1;
    }
  }
  const last = offsets.at(-1);
  offsets.push(last === undefined ? inner.start : Math.min(units[unit]?.at ?? inner.end, inner.end));
  return offsets;
};
