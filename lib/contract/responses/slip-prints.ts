/** Responses about lists of packing slips and their prints. */
import * as z from "zod";
import { instantText, shownClientField } from "./orders.ts";
import { slipKind } from "./reports.ts";

const listedSlipSchema = z
  .object({
    clientId: shownClientField,
    number: z.string(),
    orderId: z.string(),
    destination: z.string(),
    title: z.string().nullable().describe("as printed, such as 1ª via — Expedição"),
    issuedAt: instantText,
    recipient: z.string().describe("name"),
    lines: z.int(),
    units: z.int(),
    weightGrams: z.int().nullable().describe("of what has a known weight; null when nothing has"),
    printedAt: instantText.nullable().describe("when a print was first confirmed"),
    kind: slipKind,
    voidedAt: instantText.nullable().describe("when a cancellation voided it, before it was printed"),
    replaces: z.string().nullable().describe("the number of the voided slip that it replaces"),
    replacedBy: z.string().nullable().describe("the number of the slip that replaces the voided one"),
    reverses: z.string().nullable().describe("the number of the slip whose lines come back or are reversed"),
    prints: z.array(
      z.object({
        printId: z.uuid(),
        at: instantText,
        by: z.string().describe("client and key"),
        confirmedAt: instantText.nullable(),
      }),
    ),
  })
  .meta({ id: "ListedPackingSlip" });

export const slipListSchema = z
  .object({
    packingSlips: z.array(listedSlipSchema),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "PackingSlipList" });

export const slipPrintSchema = z
  .object({
    printId: z.uuid(),
    createdAt: instantText,
    createdBy: z.string().describe("client and key"),
    confirmedAt: instantText.nullable(),
    confirmedBy: z.string().nullable(),
    numbers: z.array(z.string()).describe("of the slips, in the order of the pages"),
    voided: z
      .array(z.string())
      .describe("those of them that a cancellation has voided: a confirmation does not mark them as printed"),
  })
  .meta({ id: "PackingSlipPrint" });
