/** The bodies of `POST /agents/{agentId}/adjustments` and `/payments`. */
import * as z from "zod";
import { currency, money, platformId, text } from "../domain/fields.ts";
import { instantSchema } from "../domain/instant.ts";
import { MAX_MONEY } from "../domain/money.ts";

const shared = {
  currency: currency.default("BRL"),
  at: instantSchema.describe("when it took effect, which decides its month; by default now").optional(),
};

export const adjustmentBody = z
  .strictObject({
    adjustmentId: platformId.describe("your own id, unique among your adjustments; the idempotency key"),
    amount: z
      .int()
      .min(-MAX_MONEY)
      .max(MAX_MONEY)
      .refine((amount) => amount !== 0, "must not be 0")
      .describe("whole minor units (centavos); below zero it lowers what the agent is owed"),
    reason: text(500),
    ...shared,
  })
  .meta({ id: "AdjustmentBody" });

export const paymentBody = z
  .strictObject({
    paymentId: platformId.describe("your own id, unique among your payments; the idempotency key"),
    amount: money.min(1).describe("whole minor units (centavos) that were paid to the agent"),
    note: text(500).optional(),
    ...shared,
  })
  .meta({ id: "PaymentBody" });
