/** The plans and destinations of a rulebook as people write them; `source-schema.ts` says how its schemas are read. */
import * as z from "zod";
import { DESTINATION_LINES, RECIPIENTS } from "../../domain/destination.ts";
import { PLAN_PATTERN, period } from "../../domain/fields.ts";
import { FORBIDDEN_NAMES } from "../../domain/forbidden-names.ts";
import { text } from "../../domain/text-schema.ts";

/** A text in both languages. */
export const localized = (max: number) =>
  z.strictObject({
    "pt-BR": text(max).meta({ description: "in Portuguese" }),
    en: text(max).meta({ description: "in English" }),
  });

const PLAN_HINT = "must be lower case letters, digits, - and _, such as basic";
const MAX_PLANS = 50;

export const planListSchema = z
  .array(text(40).regex(PLAN_PATTERN, PLAN_HINT).meta({ title: "plan" }))
  .min(1, "`plans` must name at least one plan");

export const plansSourceSchema = z
  .record(
    z
      .string()
      .regex(PLAN_PATTERN, PLAN_HINT)
      .refine((name) => !FORBIDDEN_NAMES.has(name), "is a reserved name; choose another")
      .meta({ title: "plan" }),
    z
      .strictObject({
        title: localized(100).meta({ description: "as customers read it, in both languages" }),
        rank: z.int().min(1).max(1_000).meta({ description: "an upgrade goes to a plan of a higher rank" }),
        period: period
          .meta({ description: "ISO 8601, such as P1M; of an activation whose line has none" })
          .optional(),
      })
      .meta({ title: "plan" }),
  )
  .refine((plans) => Object.keys(plans).length > 0, "`plans` must name at least one plan")
  .refine((plans) => Object.keys(plans).length <= MAX_PLANS, `more than ${MAX_PLANS} plans`)
  .meta({ minProperties: 1, maxProperties: MAX_PLANS });

export const MAX_DESTINATIONS = 50;

export const destinationSourceSchema = z
  .strictObject({
    title: localized(100).meta({ description: "as slips show it, in both languages" }),
    recipient: z
      .enum(RECIPIENTS)
      .meta({ description: "customer needs a shipping address; department goes to the company itself" }),
    lines: z
      .enum(DESTINATION_LINES)
      .meta({
        description: "what a rule for each order brings: what ships (the default), books, or all lines",
      })
      .optional(),
    prices: z.boolean().meta({ description: "false: without prices and total" }).optional(),
    royalties: z.boolean().meta({ description: "true: with the royalties of books" }).optional(),
  })
  .meta({ title: "destination" });
