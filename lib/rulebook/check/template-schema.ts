/** Mail templates and texts as people write them; `source-schema.ts` says how its schemas are read. */
import * as z from "zod";
import { FORBIDDEN_NAMES } from "../../domain/forbidden-names.ts";
import { TEMPLATE_PATTERN, TEMPLATE_SUBJECTS } from "../../domain/mail-template.ts";
import { TEXT_ID_PATTERN } from "../../domain/localized-text.ts";
import { text } from "../../domain/text-schema.ts";
import { localized } from "./declaration-schemas.ts";

const MAX_TEMPLATES = 50;
const MAX_TEXTS = 200;

const buttonSource = z.strictObject({
  label: localized(60).meta({ description: "what the button says, in both languages" }),
  link: text(1_000).meta({
    description: "where it leads, such as https://shop.example/tickets/{{order.orderId}}",
  }),
});

const templateSource = z
  .strictObject({
    per: z
      .enum(TEMPLATE_SUBJECTS)
      .meta({ title: "`per`", description: "line: one mail for each line; order: one for the order" }),
    subject: localized(200).meta({
      description: "in both languages; {{line.title}} is filled in",
    }),
    body: localized(10_000).meta({
      description: "in both languages; a blank line begins a new paragraph",
    }),
    button: buttonSource.meta({ title: "button", description: "a link as a button" }).optional(),
  })
  .meta({ title: "template" });

const named = (pattern: RegExp, title: string, example: string) =>
  z
    .string()
    .regex(pattern, `must be lower case letters, digits and -, such as ${example}`)
    .refine((name) => !FORBIDDEN_NAMES.has(name), "is a reserved name; choose another")
    .meta({ title });

export const templatesSourceSchema = z
  .record(named(TEMPLATE_PATTERN, "template", "concert-ticket"), templateSource)
  .refine(
    (templates) => Object.keys(templates).length <= MAX_TEMPLATES,
    `more than ${MAX_TEMPLATES} templates`,
  )
  .meta({
    maxProperties: MAX_TEMPLATES,
    description: "mails of your own, besides membership-changed and streaming-links",
  });
export type TemplateSource = z.infer<typeof templateSource>;

export const textsSourceSchema = z
  .record(
    named(TEXT_ID_PATTERN, "text", "court-1997"),
    localized(500).meta({ title: "text", description: "in both languages" }),
  )
  .refine((texts) => Object.keys(texts).length <= MAX_TEXTS, `more than ${MAX_TEXTS} texts`)
  .meta({
    maxProperties: MAX_TEXTS,
    description: "texts that reasons and notes name by their id, so that each reader gets his language",
  });
