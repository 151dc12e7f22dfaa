/** Responses about the audit trail. */
import * as z from "zod";
import { instantText } from "./orders.ts";

const auditEntrySchema = z
  .object({
    at: instantText,
    actor: z
      .object({ clientId: z.string(), keyId: z.string(), name: z.string().nullable() })
      .nullable()
      .describe("the key that was used; null for the command line and administrators of the deployment"),
    action: z.string().describe("the operation, as this description names it, or createKey"),
    subject: z.string().describe("the path of what was changed, such as agents/A-1"),
    clientId: z.string().nullable().describe("whose it is; null for what belongs to the company"),
    status: z
      .int()
      .nullable()
      .describe("of the response; null when it is not known whether it was carried out"),
  })
  .meta({ id: "AuditEntry" });

export const auditListSchema = z
  .object({
    entries: z.array(auditEntrySchema),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "AuditList" });
