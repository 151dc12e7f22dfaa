/** Responses about cancellations. */
import * as z from "zod";
import { minorUnits } from "../../domain/money.ts";
import { ORDER_STATUSES } from "../../domain/task.ts";
import { instantText, shownClientField } from "./shown-fields.ts";

const fields = {
  cancellationId: z.string(),
  reason: z.string(),
  at: instantText.describe("when the client cancelled, RFC 3339 in UTC"),
  receivedAt: instantText,
  lines: z
    .array(
      z.object({
        lineId: z.string(),
        quantity: z.int().describe("how many items"),
        amount: minorUnits.describe("their part of the line's total"),
      }),
    )
    .describe("free lines that went with the last line that earned them, too"),
  refund: z.object({ amount: minorUnits }).optional(),
  requestedBy: z.string().describe("the name of the key that asked for it, or its id"),
  tasks: z.array(z.uuid()).describe("the tasks of the order that the cancellation has added"),
};

export const cancellationSchema = z.object(fields).meta({ id: "Cancellation" });

export const cancellationResponseSchema = z
  .object({
    clientId: shownClientField,
    orderId: z.string(),
    status: z.enum(ORDER_STATUSES).describe("of the order"),
    ...fields,
    links: z.object({ order: z.string() }),
  })
  .meta({ id: "CancellationResponse" });
