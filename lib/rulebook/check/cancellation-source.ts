/** The cancellation of an example as people write it: as the body of a request, with what is left out filled in. */
import * as z from "zod";
import { text } from "../../domain/text-schema.ts";
import { instant } from "./rule-source.ts";

export const cancellationSourceSchema = z
  .strictObject({
    cancellationId: text(64).meta({ description: "left out: X-1" }).optional(),
    reason: text(500).meta({ description: "why it is cancelled; left out: example" }).optional(),
    at: instant("when it is cancelled; left out: when the order was paid").optional(),
    lines: z
      .array(
        z.strictObject({
          lineId: text(64).meta({ description: "the line; without ids, lines are 1, 2 and so on" }),
          quantity: z.int().min(1).meta({ description: "how many items are cancelled" }),
        }),
      )
      .min(1, "must name at least one line")
      .meta({ description: "what is cancelled; left out: everything" })
      .optional(),
    refund: z
      .strictObject({ amount: z.int().min(0).meta({ description: "in minor units" }) })
      .meta({ title: "refund", description: "what is paid back; left out: nothing is said about it" })
      .optional(),
  })
  .meta({
    title: "cancellation",
    description: "the expectations are about what the cancellation leads to, not about the order",
  });
