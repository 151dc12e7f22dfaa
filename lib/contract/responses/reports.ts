/** Responses about documents, memberships, agents, the catalogue and health. */
import * as z from "zod";
import { MEMBERSHIP_EVENTS } from "../../domain/membership.ts";
import { SLIP_KINDS } from "../../domain/slip.ts";
import { minorUnits } from "../../domain/money.ts";
import { instantText, shownClientField } from "./orders.ts";

export const slipKind = z
  .enum(SLIP_KINDS)
  .describe(
    "return: cancelled lines that come back; reversal: a royalty copy with negative units and royalties",
  );

const party = z.object({
  name: z.string(),
  address: z.string(),
  phone: z.string().optional(),
  taxId: z.string().optional(),
});

export const slipSchema = z
  .object({
    clientId: shownClientField,
    number: z.string(),
    orderId: z.string(),
    destination: z.string().describe("of the rulebook that the order was decided with"),
    kind: slipKind,
    replaces: z.string().optional().describe("the number of the voided slip that it replaces"),
    reverses: z.string().optional().describe("the number of the slip whose lines come back or are reversed"),
    voidedAt: instantText.optional().describe("when a cancellation voided it, before it was printed"),
    replacedBy: z.string().optional().describe("the number of the slip that replaces the voided one"),
    title: z
      .string()
      .optional()
      .describe("as printed, such as 1ª via — Expedição; absent on slips of earlier versions"),
    issuedAt: instantText,
    sender: party,
    recipient: party,
    lines: z.array(
      z.object({
        lineId: z.string(),
        sku: z.string(),
        title: z.string(),
        type: z.string(),
        quantity: z.int(),
        unitPrice: minorUnits.optional().describe("absent on a slip without prices"),
        total: minorUnits.optional().describe("absent on a slip without prices"),
        free: z.boolean(),
        reason: z.string().optional(),
        isbn: z.string().optional(),
        authors: z.array(z.string()).optional(),
        royaltyRateBps: z.int().optional(),
        royaltyDue: minorUnits.optional(),
      }),
    ),
    weightGrams: z.int().nullable(),
    total: minorUnits.optional().describe("absent on a slip without prices"),
    currency: z.string(),
    notes: z.array(z.string()),
  })
  .meta({ id: "PackingSlip" });

export const membershipSchema = z
  .object({
    clientId: shownClientField,
    customerId: z.string(),
    status: z.enum(["active", "inactive", "none"]),
    plan: z.string().nullable(),
    since: instantText.nullable(),
    expiresAt: instantText.nullable(),
    history: z.array(
      z.object({
        change: z.enum(MEMBERSHIP_EVENTS),
        planBefore: z.string().nullable(),
        planAfter: z.string().nullable(),
        orderId: z.string(),
        at: instantText,
      }),
    ),
  })
  .meta({ id: "Membership" });

export const agentSchema = z
  .object({
    clientId: shownClientField,
    agentId: z.string(),
    name: z.string(),
    commissionRateBps: z.int().nullable().describe("the rate valid now; null while there is none"),
    rates: z.array(
      z.object({
        validFrom: instantText.nullable().describe("null: from the beginning"),
        commissionRateBps: z.int(),
      }),
    ),
    managerId: z.string().nullable().describe("the manager now; null when there is none"),
    managers: z.array(
      z.object({
        validFrom: instantText.nullable().describe("null: from the beginning"),
        managerId: z.string().nullable().describe("null: none from then on"),
      }),
    ),
  })
  .meta({ id: "Agent" });

export const agentListSchema = z
  .object({
    agents: z.array(agentSchema),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "AgentList" });

/** What was put: unlike in `agentSchema`, the rate may be one that lies ahead, or behind. */
export const storedAgentSchema = agentSchema
  .extend({
    commissionRateBps: z.int().nullable().describe("the rate as put, else the rate valid now"),
    validFrom: instantText
      .nullable()
      .describe(
        "since when the rate as put is valid, or will be, without one the manager; null: from the beginning",
      ),
  })
  .meta({ id: "StoredAgent" });

export const catalogueEntrySchema = z
  .looseObject({
    clientId: shownClientField,
    sku: z.string(),
    type: z.string(),
    title: z.string(),
    link: z.string().optional(),
    updatedAt: instantText,
  })
  .describe("with the fields of its type beside these")
  .meta({ id: "CatalogueEntry" });

const healthOf = z.object({ status: z.enum(["up", "down"]), milliseconds: z.int() });
export const healthSchema = z
  .object({
    status: z.enum(["up", "down"]),
    dependencies: z.object({
      database: healthOf,
      queues: z.record(z.string(), healthOf),
      mail: healthOf,
      rulebook: healthOf.describe("the rulebook in force"),
    }),
  })
  .meta({ id: "Health" });
