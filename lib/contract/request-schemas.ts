/** The bodies that OpenAPI shows. An order's real parser also knows the active rulebook's types and sums up the lines. */
import * as z from "zod";
import {
  bookLine,
  lineBase,
  membershipLine,
  membershipUpgradeLine,
  orderHeaderFields,
  physicalLine,
  videoLine,
} from "../domain/order.ts";
import { MAX_LINES } from "./order-body.ts";

const declaredLine = z
  .looseObject({ type: z.string(), ...lineBase })
  .describe("a line of a type that the active rulebook declares, with its attributes beside these fields");

const line = z.union([
  physicalLine,
  bookLine,
  membershipLine,
  membershipUpgradeLine,
  videoLine,
  declaredLine,
]);

export const orderBodySchema = z
  .strictObject({ ...orderHeaderFields, lines: z.array(line).min(1).max(MAX_LINES) })
  .describe("A paid order. payment.amount is Σ quantity × unitPrice − discount.");

export { rulebookSourceSchema as rulebookBodySchema } from "../rulebook/check/source-schema.ts";
