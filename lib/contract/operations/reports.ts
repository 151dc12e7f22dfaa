/** The operations of functions/reports. */
import * as z from "zod";
import { platformId } from "../../domain/fields.ts";
import { documentParameters } from "../document-parameters.ts";
import { clientParameter, clientQuery, optionalLimitParameter } from "../parameters.ts";
import { statementSchema } from "../responses/month-end.ts";
import { membershipSchema, slipSchema } from "../responses/reports.ts";
import { statementCursorParameter } from "../statement-cursor.ts";
import type { Operations } from "./operation.ts";

const currencyParameter = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code");

export const reportOperations = {
  readPackingSlip: {
    method: "GET",
    path: "/packing-slips/{number}",
    scope: "orders:read",
    params: z.object({ number: z.string() }),
    query: clientQuery,
    notFound: "There is no such packing slip.",
    responses: { 200: { json: slipSchema, documents: ["application/pdf"] } },
    problems: [406, 409, 422],
  },
  readMembership: {
    method: "GET",
    path: "/customers/{customerId}/membership",
    scope: "orders:read",
    params: z.object({ customerId: platformId }),
    query: clientQuery,
    notFound: "There is no such customer.",
    responses: { 200: { json: membershipSchema } },
    problems: [409, 422],
  },
  readStatement: {
    method: "GET",
    path: "/agents/{agentId}/statements/{month}",
    scope: "reports:read",
    params: z.object({ agentId: z.string(), month: z.string() }),
    notFound: "There is no such agent.",
    query: z.strictObject({
      client: clientParameter,
      currency: currencyParameter.describe("by default BRL, unless the month has only another").optional(),
      limit: optionalLimitParameter.describe(
        "entries, 1 to 200; by default 50 in JSON, and as many as fit into a response in CSV",
      ),
      cursor: statementCursorParameter
        .describe("nextCursor of the page before; as CSV it is part of the Link header")
        .optional(),
      ...documentParameters,
    }),
    responses: { 200: { json: statementSchema, documents: ["text/csv", "application/pdf"] } },
    problems: [406, 409, 422],
  },
} as const satisfies Operations;
