/** The operations about lists of packing slips and their prints, of functions/reports. */
import * as z from "zod";
import { encodeKeyset, INSTANT_PATTERN, keysetParameter } from "../keyset-cursor.ts";
import {
  clientParameter,
  instantParameter,
  limitParameter,
  searchParameter,
  shortTextParameter,
  uuidParameter,
} from "../parameters.ts";
import { SLIP_KINDS } from "../../domain/slip.ts";
import { isPeriod, PERIOD_ISSUE } from "../period.ts";
import { slipListSchema, slipPrintSchema } from "../responses/slip-prints.ts";
import type { Operations } from "./operation.ts";

const NUMBER_PATTERN = /^\d{4}-\d{6,12}$/;
const LIST = "slips";

export const encodeSlipCursor = (issuedAt: string, number: string): string =>
  encodeKeyset(LIST, [issuedAt, number]);

const printBody = z
  .strictObject({
    numbers: z
      .array(z.string().regex(NUMBER_PATTERN, "must be the number of a packing slip, such as 2026-000123"))
      .min(1)
      .max(200)
      .superRefine((numbers, context) => {
        for (const [index, number] of numbers.entries())
          if (numbers.indexOf(number) < index)
            context.addIssue({ code: "custom", path: [index], message: "is a duplicate" });
      })
      .describe("of the slips, in the order of the pages"),
  })
  .meta({ id: "PrintBody" });

const params = z.object({ printId: uuidParameter });
const notFound = "There is no such print.";
const path = "/packing-slips/prints/{printId}";

export const slipPrintOperations = {
  listPackingSlips: {
    method: "GET",
    path: "/packing-slips",
    scope: "orders:read",
    query: z
      .strictObject({
        destination: shortTextParameter.describe("such as shipping").optional(),
        printed: z
          .enum(["true", "false"], { error: "must be true or false" })
          .transform((text) => text === "true")
          .describe("true or false: whether a print was confirmed")
          .optional(),
        kind: z.enum(SLIP_KINDS).describe("slip, return or reversal").optional(),
        voided: z
          .enum(["true", "false"], { error: "must be true or false" })
          .transform((text) => text === "true")
          .describe("true or false: whether a cancellation voided it; printed=false alone leaves those out")
          .optional(),
        since: instantParameter.describe("issued at or after this instant").optional(),
        until: instantParameter.describe("issued before this instant").optional(),
        q: searchParameter
          .describe(
            "the beginning of a slip's number, or of its order's id, customer id, e-mail address or tax id",
          )
          .optional(),
        client: clientParameter,
        limit: limitParameter.describe("1 to 200, by default 50"),
        cursor: keysetParameter(LIST, INSTANT_PATTERN, NUMBER_PATTERN)
          .describe("nextCursor of the page before")
          .optional(),
      })
      .refine(isPeriod, PERIOD_ISSUE),
    responses: { 200: { json: slipListSchema } },
    problems: [422],
  },
  printPackingSlips: {
    method: "POST",
    path: "/packing-slips/prints",
    scope: "slips:print",
    body: { kind: "json", schema: printBody },
    responses: { 201: { documents: ["application/pdf"] } },
  },
  readPrint: {
    method: "GET",
    path,
    scope: "orders:read",
    params,
    notFound,
    responses: { 200: { json: slipPrintSchema, documents: ["application/pdf"] } },
    problems: [406],
  },
  confirmPrint: {
    method: "POST",
    path: `${path}/confirmation`,
    scope: "slips:print",
    params,
    notFound,
    responses: { 200: { json: slipPrintSchema } },
  },
} as const satisfies Operations;
