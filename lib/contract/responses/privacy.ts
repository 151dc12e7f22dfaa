/** Responses about what is kept of a person. */
import * as z from "zod";
import { instantText, shownClientField } from "./orders.ts";
import { membershipSchema } from "./reports.ts";

/** Records as they are kept, so that nothing is missing because a schema does not name it. */
const records = (description: string) => z.array(z.looseObject({})).optional().describe(description);

const exportedOrderSchema = z
  .looseObject({
    orderId: z.string(),
    order: z
      .looseObject({})
      .optional()
      .describe(
        "as accepted; absent where a page continues with the records of the last order of the page before",
      ),
    tasks: records("with their reasons, attempts and texts of errors"),
    packingSlips: records("as issued"),
    mails: records("as sent, while they are kept"),
    cancellations: records("with their reasons"),
    retries: records("requests to run tasks again, with their notes"),
    shadowDifferences: records("what rulebooks on trial would have done otherwise"),
    audit: records("what people did with the order by the API"),
  })
  .meta({ id: "ExportedOrder" });

export const customerExportSchema = z
  .object({
    clientId: shownClientField,
    customerId: z.string(),
    exported: z
      .string()
      .optional()
      .describe("the customer's id again, when something is kept; the audit trail names it"),
    exportedAt: instantText,
    membership: membershipSchema
      .omit({ clientId: true, customerId: true })
      .nullable()
      .describe(
        "null when there never was one, and on later pages, as the lists that follow are empty there",
      ),
    lists: z
      .array(z.object({ listId: z.string(), version: z.int(), kind: z.string(), value: z.string() }))
      .describe("the versions of lists that hold the customer's id, e-mail address or tax id"),
    suppressedAddresses: z
      .array(z.object({ address: z.string(), cause: z.string(), at: instantText }))
      .describe("addresses of the orders that get no more mail; kept as hashes"),
    audit: z.array(z.looseObject({})).describe("exports and requests for erasure so far, the newest 200"),
    orders: z.array(exportedOrderSchema).describe("newest first"),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "CustomerExport" });

export const erasureSchema = z
  .object({
    clientId: shownClientField,
    erasureId: z.uuid(),
    pseudonym: z
      .string()
      .describe(
        "what the customer's id, name and other fields are now; nothing leads from the customer to it",
      ),
    status: z
      .enum(["done", "running"])
      .describe("running: what is left follows within minutes; the same request says when it is done"),
    orders: z.int().describe("how many have the pseudonym now"),
    lists: z
      .array(z.string())
      .describe(
        "lists of the company that still hold the customer: the key lacks lists:write, or another customer has the value, too",
      ),
  })
  .meta({ id: "Erasure" });
