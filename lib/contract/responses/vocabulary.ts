/** The response of GET /vocabulary: what a rulebook's rules can be written with. */
import * as z from "zod";
import { RECIPIENTS } from "../../domain/destination.ts";
import { FOR_EACH } from "../../tasks/definition.ts";
import { listKind } from "../list-body.ts";

const text = z.string();
const texts = z.array(text);
const title = z.object({ "pt-BR": text, en: text });
const bounds = { minimum: z.int().optional(), maximum: z.int().optional() };

const field = z.object({
  path: text.describe("as written in a condition; `<key>` stands for any key"),
  type: text.describe(
    "string, int, bool, date, list<string>, map, record, lines, or instant, which is not compared",
  ),
  guard: text.optional().describe("a condition that proves that it is there; left out: it always is"),
  lineTypes: texts.optional().describe("the types of line that may have it; left out: all"),
  values: texts.optional().describe("the only values that it has"),
  ...bounds,
});

const languageEntry = z.object({
  name: text,
  usage: text,
  description: text,
  types: texts.describe("the types of value that it takes"),
  returns: text,
});

const actionField = z.object({
  name: text,
  required: z.boolean(),
  type: text,
  description: text.optional(),
  values: texts.optional().describe("the values that the checker accepts"),
  ...bounds,
});

export const vocabularySchema = z
  .object({
    rulebookVersion: z.int(),
    fields: z.array(field),
    operators: z.array(languageEntry),
    functions: z.array(languageEntry),
    actions: z.array(
      z.object({
        name: text,
        description: text,
        fields: z.array(actionField),
        forEach: z.array(z.enum(FOR_EACH)).describe("the rules that may have it"),
      }),
    ),
    productTypes: z.array(
      z.object({
        name: text,
        builtIn: z.boolean(),
        ships: z.boolean().describe("each of its lines goes by post"),
      }),
    ),
    plans: z.array(
      z.object({ id: text, title: title.optional(), rank: z.int().optional(), period: text.optional() }),
    ),
    memberships: z
      .object({ endingMail: z.boolean(), endedMail: z.boolean() })
      .describe("which mails about the end of memberships the rulebook wants"),
    destinations: z.array(z.object({ id: text, title, recipient: z.enum(RECIPIENTS) })),
    templates: z.array(z.object({ id: text, builtIn: z.boolean() })),
    lists: z.array(z.object({ listId: text, kind: listKind, size: z.int(), version: z.int() })),
    connections: texts.describe("ids"),
    freeItems: z
      .array(z.object({ sku: text, type: text, title: text }))
      .describe("of your client's catalogue: what addFreeItem may add"),
    omitted: z
      .object({ lists: z.int(), connections: z.int(), freeItems: z.int() })
      .describe("how many further ones there are"),
  })
  .meta({ id: "Vocabulary" });
