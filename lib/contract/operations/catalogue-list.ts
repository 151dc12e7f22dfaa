/** GET /catalog, of functions/registry. */
import * as z from "zod";
import { encodeKeyset, keysetParameter } from "../keyset-cursor.ts";
import { clientParameter, limitParameter } from "../parameters.ts";
import { catalogueEntrySchema } from "../responses/reports.ts";
import type { Operations } from "./operation.ts";

const LIST = "catalog";
const ANY = /^/;

export const encodeCatalogueCursor = (clientId: string, sku: string): string =>
  encodeKeyset(LIST, [clientId, sku]);

const catalogueListSchema = z
  .object({
    entries: z.array(catalogueEntrySchema),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "CatalogueList" });

export const catalogueListOperations = {
  listCatalogue: {
    method: "GET",
    path: "/catalog",
    scope: "rules:read",
    query: z.strictObject({
      missing: z
        .enum(["link"], { error: "must be link" })
        .describe("link: only videos without a streaming link")
        .optional(),
      client: clientParameter,
      limit: limitParameter.describe("1 to 200, by default 50"),
      cursor: keysetParameter(LIST, ANY, ANY).describe("nextCursor of the page before").optional(),
    }),
    responses: { 200: { json: catalogueListSchema } },
    problems: [422],
  },
} as const satisfies Operations;
