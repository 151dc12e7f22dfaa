/** The body of `POST /orders/{orderId}/cancellations`. */
import * as z from "zod";
import { money, platformId, text } from "../domain/fields.ts";
import { instantSchema } from "../domain/instant.ts";
import { MAX_LINES } from "../domain/parse-order.ts";

const line = z.strictObject({
  lineId: platformId.describe("of a line that was bought; free lines follow the line that caused them"),
  quantity: z.int().min(1).max(10_000).describe("how many items, at most those that are left"),
});

export const cancellationBody = z
  .strictObject({
    cancellationId: platformId.describe("unique within the order"),
    reason: text(500),
    at: instantSchema.describe("when it was cancelled, RFC 3339 with offset; not before the payment"),
    lines: z.array(line).min(1).max(MAX_LINES).optional().describe("left out: everything that is left"),
    refund: z
      .strictObject({ amount: money.describe("whole minor units, at most what is left to refund") })
      .optional()
      .describe("what the shop pays back; Despacho records it and names it in the mail"),
  })
  .meta({ id: "CancellationBody" });
export type CancellationBody = z.output<typeof cancellationBody>;
