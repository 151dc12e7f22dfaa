/** The schema of rulebooks as JSON Schema, for editors that complete and check YAML with it. */
import * as z from "zod";
import { rulebookSourceSchema } from "./source-schema.ts";

/** JSON Schema (draft 2020-12) of a rulebook's source. */
export const rulebookJsonSchema = (): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(rulebookSourceSchema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema }) => {
      // `format` says it; zod's pattern for dates is too long for an editor's message.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
