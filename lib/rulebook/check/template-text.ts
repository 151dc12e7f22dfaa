/** Reads the texts of mail templates: finds their placeholders and resolves them as fields of the order or the line. */
import type { Placeholder, TemplateText, ValueFormat } from "../../domain/mail-template.ts";
import { type Environment, parseCel } from "./cel.ts";
import { type ResolvedField, lowerField, type Roots } from "./lower-field.ts";
import type { Range } from "./source-location.ts";
import { TYPE_NAMES } from "./typed-operand.ts";
import type { FieldInfo, ValueType, Vocabulary } from "./vocabulary.ts";

/** A template has a line when its mails are about one. */
export type TemplateContext = Roots & {
  readonly env: Environment;
  readonly vocabulary: Vocabulary;
};

/** Reports an issue at a range of the text. */
export type ReportInText = (range: Range, detail: string) => undefined;

const MAX_PLACEHOLDERS = 50;
const MAX_PATH_LENGTH = 200;
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const UNCLOSED = /\{\{|\}\}/;

const FORMATS: Readonly<Partial<Record<ValueType, ValueFormat>>> = {
  string: "text",
  int: "number",
  bool: "bool",
  instant: "instant",
  date: "date",
  "list<string>": "list",
};

const formatOf = (
  { type, unit, path }: FieldInfo,
  { of }: ResolvedField["field"],
): ValueFormat | undefined => {
  if (unit !== undefined) return unit;
  const name = path.length === 1 ? path[0] : undefined;
  if (of === "line" && (name === "plan" || name === "toPlan")) return "plan";
  return of === "line" && name === "period" ? "period" : FORMATS[type];
};

/** The range of the text between the braces. */
const within = ({ index }: RegExpExecArray, [from, to]: readonly [number, number]): Range => ({
  start: index + 2 + from,
  end: index + 2 + to,
});

const LINE_PATH = /^line\b/;

const resolve = (
  written: string,
  { env, vocabulary, hasLine, hasCancellation }: TemplateContext,
  report: ReportInText,
): Placeholder | undefined => {
  const whole = { start: 0, end: written.length };
  if (written === "") return report(whole, "the placeholder is empty: write a field, as in {{line.title}}");
  if (written.length > MAX_PATH_LENGTH) return report(whole, "the placeholder is too long");
  if (!hasLine && LINE_PATH.test(written))
    return report(
      whole,
      "a template `per: order` has no line: write `per: line`, or name a field of the order",
    );
  const parsed = parseCel(env, written);
  if (!parsed.ok) return report(parsed.error, parsed.error.detail);
  const resolved = lowerField({ vocabulary, hasLine, hasCancellation, report }, parsed.value.ast);
  if (resolved === undefined) return undefined;
  const { field, info } = resolved;
  const format = formatOf(info, field);
  if (format === undefined)
    return report(whole, `\`${written}\` is ${TYPE_NAMES[info.type]}: name one of its fields`);
  return field.of === "each" ? undefined : { of: field.of, path: [...field.path], as: format };
};

type FoundPlaceholder = { readonly text: Range; readonly path: Range; readonly written: string };

const findPlaceholders = (text: string): readonly FoundPlaceholder[] =>
  [...text.matchAll(PLACEHOLDER)].map((match) => {
    const inner = match[1] ?? "";
    const written = inner.trim();
    const start = inner.length - inner.trimStart().length;
    return {
      text: { start: match.index, end: match.index + match[0].length },
      path: within(match, written === "" ? [0, inner.length] : [start, start + written.length]),
      written,
    };
  });

const reportUnclosed = (text: string, start: number, report: ReportInText): void => {
  const at = text.search(UNCLOSED);
  if (at !== -1)
    report(
      { start: start + at, end: start + at + 2 },
      "a placeholder is written like {{line.title}}, with two braces on both sides",
    );
};

/** Reads one text of a template. What has an issue is left out. */
export const readTemplateText = (
  text: string,
  context: TemplateContext,
  report: ReportInText,
): TemplateText => {
  const found = findPlaceholders(text);
  if (found.length > MAX_PLACEHOLDERS)
    report(found[MAX_PLACEHOLDERS]!.text, `more than ${MAX_PLACEHOLDERS} placeholders in one text`);
  const parts: (string | Placeholder)[] = [];
  let end = 0;
  const addFixed = (until: number): void => {
    const fixed = text.slice(end, until);
    reportUnclosed(fixed, end, report);
    if (fixed !== "") parts.push(fixed);
  };
  for (const { text: range, path, written } of found.slice(0, MAX_PLACEHOLDERS)) {
    addFixed(range.start);
    const placeholder = resolve(written, context, (at, detail) =>
      report(
        { start: path.start + at.start, end: Math.max(path.start + at.end, path.start + at.start + 1) },
        detail,
      ),
    );
    if (placeholder) parts.push(placeholder);
    end = range.end;
  }
  addFixed(text.length);
  return parts;
};

const ONE_BRACE = /(?<!\{)\{\s*(?:order|line|cancellation)\.[\w.]+\s*\}(?!\})/;

/** A placeholder with one brace on each side, which is sent as it is written. */
export const singleBraceIn = (text: string): Range | undefined => {
  const match = ONE_BRACE.exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
};
