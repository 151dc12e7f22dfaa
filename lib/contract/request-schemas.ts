/** The order body as OpenAPI describes it. `parseOrder` also checks sums and the product types of the active rulebook. */
import * as z from "zod";
import { cancellationBody } from "./cancellation-body.ts";
import { builtInLines, lineBase } from "../domain/order-line.ts";
import { orderHeader } from "../domain/order.ts";
import { MAX_LINES } from "../domain/parse-order.ts";

const declaredLine = z
  .looseObject({ type: z.string(), ...lineBase })
  .describe("a line of a type that the active rulebook declares, with its attributes beside these fields");

const line = z.union([...Object.values(builtInLines), declaredLine]);

export const orderBodySchema = z
  .strictObject({ ...orderHeader.shape, lines: z.array(line).min(1).max(MAX_LINES) })
  .describe("A paid order. payment.amount is Σ quantity × unitPrice − discount.")
  .meta({ id: "OrderBody" });

export const decisionBodySchema = z
  .strictObject({
    ...orderBodySchema.shape,
    cancellation: cancellationBody
      .optional()
      .describe("of the order, as POST /orders/{orderId}/cancellations takes it"),
  })
  .describe("A paid order as POST /orders takes it, and perhaps its cancellation.")
  .meta({ id: "DecisionBody" });
