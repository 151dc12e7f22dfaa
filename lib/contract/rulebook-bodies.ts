/** The bodies of saving, simulating and activating a rulebook. */
import * as z from "zod";
import { rulebookSourceSchema } from "../rulebook/check/source-schema.ts";
import { instantSchema } from "../domain/instant.ts";

export const rulebookBody = rulebookSourceSchema.meta({ id: "RulebookBody" });

export const simulationBody = z
  .strictObject({
    since: instantSchema.describe("orders received at or after").optional(),
    until: instantSchema.describe("orders received before").optional(),
    limit: z.int().min(1).max(1_000_000).describe("at most this many orders, the newest first").optional(),
  })
  .refine(
    ({ since, until }) => since === undefined || until === undefined || Date.parse(since) < Date.parse(until),
    {
      path: ["until"],
      error: "must be after since",
    },
  )
  .meta({ id: "SimulationBody" });

export const activationBody = z
  .strictObject({
    effectiveFrom: instantSchema.describe("instant from which it is active; left out, at once").optional(),
    shadow: z
      .boolean()
      .describe("true: also decide live orders under it, without acting; false: stop that")
      .optional(),
  })
  .refine(({ effectiveFrom, shadow }) => effectiveFrom === undefined || shadow === undefined, {
    path: ["effectiveFrom"],
    error: "must be left out when shadow is given",
  })
  .meta({ id: "ActivationBody" });
