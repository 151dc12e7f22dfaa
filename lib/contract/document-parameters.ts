/** The query parameters of reports that come as documents, too. */
import * as z from "zod";
import { LANGUAGES } from "../domain/localized-text.ts";

export const CSV_DIALECTS = ["excel", "rfc4180"] as const;
export type CsvDialect = (typeof CSV_DIALECTS)[number];

export const documentParameters = {
  csv: z
    .enum(CSV_DIALECTS, { error: "must be excel or rfc4180" })
    .default("excel")
    .describe(
      "of a CSV: excel has semicolons and decimal commas, for Excel in Portuguese; rfc4180 has commas, decimal points and the names of the JSON fields",
    ),
  language: z
    .enum(LANGUAGES, { error: "must be pt-BR or en" })
    .describe("of a PDF: pt-BR or en, by default the company's")
    .optional(),
};
