/** The operations about what is kept of a person, of functions/registry. */
import * as z from "zod";
import { platformId, text } from "../../domain/fields.ts";
import { encodeKeyset, keysetParameter } from "../keyset-cursor.ts";
import { clientParameter, clientQuery, limitParameter } from "../parameters.ts";
import { customerExportSchema, erasureSchema } from "../responses/privacy.ts";
import type { Operations } from "./operation.ts";

const LIST = "export";

/** The last record of a page. */
export type ExportPlace = { readonly orderNo: number; readonly kind: number; readonly id: string };

export const encodeExportCursor = ({ orderNo, kind, id }: ExportPlace): string =>
  encodeKeyset(LIST, [String(orderNo), String(kind), id]);

const params = z.object({ customerId: platformId });

export const privacyOperations = {
  exportCustomer: {
    method: "GET",
    path: "/customers/{customerId}/export",
    scope: "privacy",
    params,
    query: z.strictObject({
      client: clientParameter,
      limit: limitParameter.describe(
        "orders, 1 to 200, by default 50; a page holds fewer when they are large",
      ),
      cursor: keysetParameter(LIST, /^[1-9]\d{0,15}$/, /^\d$/, /^.{0,200}$/)
        .describe("nextCursor of the page before")
        .optional(),
    }),
    responses: { 200: { json: customerExportSchema } },
    problems: [409, 422],
  },
  eraseCustomer: {
    method: "POST",
    path: "/customers/{customerId}/erasure",
    scope: "privacy",
    params,
    query: clientQuery,
    body: {
      kind: "json",
      schema: z
        .strictObject({ reason: text(500).describe("why; write nothing personal into it") })
        .meta({ id: "ErasureBody" }),
    },
    responses: { 200: { json: erasureSchema }, 202: { json: erasureSchema } },
    problems: [409, 422],
  },
} as const satisfies Operations;
