/** Mail templates that a rulebook declares: texts in both languages with placeholders, checked and resolved when it is saved. */
import * as z from "zod";
import { fieldReference } from "./field-reference.ts";
import type { Immutable } from "./immutable.ts";
import { LANGUAGES } from "./localized-text.ts";

/** Part of the keys of tasks. */
export const TEMPLATE_PATTERN = /^[a-z][a-z0-9-]{0,63}$/;

/** Whether a mail is about one line, or about the order. */
export const TEMPLATE_SUBJECTS = ["line", "order"] as const;

/** How a mail shows a value, in the language of the order. */
export const VALUE_FORMATS = [
  "text",
  "number",
  "money",
  "rate",
  "weight",
  "bool",
  "list",
  "instant",
  "date",
  "plan",
  "period",
] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

const placeholder = fieldReference.extend({ as: z.enum(VALUE_FORMATS) });
export type Placeholder = Immutable<z.infer<typeof placeholder>>;

/** A text, in parts: fixed texts, and the values that are filled in. */
const templateText = z.array(z.union([z.string(), placeholder]));
export type TemplateText = Immutable<z.infer<typeof templateText>>;

const inBothLanguages = z.strictObject({ "pt-BR": templateText, en: templateText });

export const mailTemplateSchema = z.strictObject({
  per: z.enum(TEMPLATE_SUBJECTS),
  subject: inBothLanguages,
  /** Paragraphs are separated by blank lines. */
  body: inBothLanguages,
  button: z.strictObject({ label: inBothLanguages, link: templateText }).optional(),
});
export type MailTemplate = Immutable<z.infer<typeof mailTemplateSchema>>;

export const mailTemplatesSchema = z.record(z.string().regex(TEMPLATE_PATTERN), mailTemplateSchema);
/** By id. */
export type MailTemplates = Immutable<z.infer<typeof mailTemplatesSchema>>;

/** The values that a mail shows, each once. */
export const placeholdersOf = ({ subject, body, button }: MailTemplate): readonly Placeholder[] => {
  const texts = [subject, body, ...(button ? [button.label] : [])].flatMap((text) =>
    LANGUAGES.map((language) => text[language]),
  );
  const parts = [...texts, ...(button ? [button.link] : [])].flat();
  const placeholders = parts.filter((part) => typeof part === "object");
  return [...new Map(placeholders.map((one) => [`${one.of} ${one.path.join(" ")}`, one])).values()];
};
