/** Responses about a month over all agents and all books, and lists of memberships. */
import * as z from "zod";
import { minorUnits } from "../../domain/money.ts";
import { instantText, shownClientField } from "./orders.ts";

const nextCursor = z.string().nullable().describe("for the next page; null on the last");
const month = z.string().describe("that of paidAt in America/Sao_Paulo");
const sums = { orders: z.int(), units: z.int(), sales: minorUnits };

export const statementsSchema = z
  .object({
    month,
    totals: z
      .array(z.object({ currency: z.string(), agents: z.int(), ...sums, commission: minorUnits }))
      .describe("of the month, by currency; a line on which several agents earn is sold once"),
    agents: z.array(
      z.object({
        clientId: shownClientField,
        agentId: z.string(),
        name: z.string().nullable(),
        currency: z.string(),
        ...sums,
        commission: minorUnits,
      }),
    ),
    nextCursor,
  })
  .meta({ id: "Statements" });

export const royaltiesSchema = z
  .object({
    month,
    totals: z
      .array(z.object({ currency: z.string(), ...sums, royalty: minorUnits }))
      .describe("of the month, by currency"),
    royalties: z.array(
      z.object({
        author: z.string().describe("several are joined by semicolons"),
        title: z.string(),
        isbn: z.string(),
        rateBps: z.int(),
        currency: z.string(),
        ...sums,
        royalty: minorUnits,
      }),
    ),
    nextCursor,
  })
  .meta({ id: "Royalties" });

const status = z.enum(["active", "inactive"]);

export const membershipListSchema = z
  .object({
    totals: z
      .array(z.object({ status, plan: z.string().nullable(), count: z.int() }))
      .describe("of all that match, by status and plan"),
    memberships: z.array(
      z.object({
        clientId: shownClientField,
        customerId: z.string(),
        status,
        plan: z.string().nullable(),
        since: instantText.nullable(),
        expiresAt: instantText.nullable(),
      }),
    ),
    nextCursor,
  })
  .meta({ id: "MembershipList" });
