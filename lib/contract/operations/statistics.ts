/** GET /stats, of functions/reports. */
import * as z from "zod";
import { clientParameter, instantParameter } from "../parameters.ts";
import { isPeriod, PERIOD_ISSUE } from "../period.ts";
import { instantText } from "../responses/orders.ts";
import type { Operations } from "./operation.ts";

const statisticsSchema = z
  .object({
    since: instantText,
    until: instantText,
    by: z.enum(["hour", "day"]),
    stats: z.array(
      z.object({
        at: instantText.describe("the beginning of the hour, or of the day in America/Sao_Paulo"),
        orders: z.int().describe("received"),
        packingSlips: z.int().describe("issued"),
        mails: z.int().describe("sent"),
      }),
    ),
  })
  .describe("hours and days without anything are left out")
  .meta({ id: "Statistics" });

export const statisticsOperations = {
  readStatistics: {
    method: "GET",
    path: "/stats",
    scope: "reports:read",
    query: z
      .strictObject({
        by: z
          .enum(["hour", "day"], { error: "must be hour or day" })
          .default("hour")
          .describe("hour or day, by default hour"),
        since: instantParameter.describe("by default 24 hours, or by day 30 days, before until").optional(),
        until: instantParameter
          .describe("by default now; at most 31 days, or by day 366 days, after since")
          .optional(),
        client: clientParameter,
      })
      .refine(isPeriod, PERIOD_ISSUE),
    responses: { 200: { json: statisticsSchema } },
    problems: [422],
  },
} as const satisfies Operations;
