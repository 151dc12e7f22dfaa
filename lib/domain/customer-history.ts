/** What a client's customer had before an order: the orders accepted before it, imported ones included. */
import * as z from "zod";
import { instantSchema } from "./instant.ts";

export const customerHistorySchema = z
  .strictObject({
    orders: z.int().min(0).describe("orders before this one"),
    paidTotal: z.int().min(0).describe("what they cost, those in this order's currency, in minor units"),
    firstPaidAt: instantSchema
      .describe("when the first of them was paid; absent when there is none")
      .optional(),
  })
  .readonly();
export type CustomerHistory = z.infer<typeof customerHistorySchema>;
