/** Responses about lists of memberships. */
import * as z from "zod";
import { instantText, shownClientField } from "./orders.ts";

const nextCursor = z.string().nullable().describe("for the next page; null on the last");
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
