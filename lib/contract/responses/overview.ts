/** The response of GET /overview. */
import * as z from "zod";
import { TASK_TYPES } from "../../tasks/registry.ts";
import { instantText, shownClientField } from "./orders.ts";

const byType = <Schema extends z.ZodType>(schema: Schema) => z.record(z.enum(TASK_TYPES), schema);
const seconds = z.int().nullable().describe("seconds; null when there is none");

export const overviewSchema = z
  .object({
    clientId: shownClientField,
    at: instantText,
    since: instantText,
    orders: z.object({
      received: z.int().describe("since then"),
      processing: z.int().describe("now, whenever they were received"),
      attention: z.int().describe("now, whenever they were received"),
      completed: z.int().describe("of those received since then, as cancelled"),
      cancelled: z.int(),
    }),
    tasks: byType(
      z.object({
        open: z.int(),
        oldestOpenSeconds: seconds,
        done: z.int().describe("of the orders received since then, as skipped"),
        rejected: z.int().describe("now, as failed"),
        failed: z.int(),
        skipped: z.int(),
      }),
    ),
    outbox: z
      .object({ unpublished: z.int(), oldestSeconds: seconds })
      .describe("tasks that wait for their message"),
    queues: byType(
      z
        .object({ visible: z.int(), inFlight: z.int(), deadLetters: z.int() })
        .nullable()
        .describe("every client's, as SQS counts them; null when SQS does not respond"),
    ),
    mails: z.object({
      sent: z.int().describe("since then"),
      possibleDuplicates: z.int().describe("of those sent"),
      postponed: z.int(),
      oldestPostponedSeconds: seconds,
      suppressed: z.int().describe("addresses that nothing is sent to"),
    }),
    rules: z.object({
      version: z.int().nullable().describe("the active rulebook; null when none can be loaded"),
      active: z.int().describe("rules in force"),
      scheduled: z.int().describe("activations still to come"),
      shadow: z.int().nullable().describe("the version in the shadow"),
      exceptionsEndingSoon: z.int().describe("exceptions in force that end within 14 days"),
    }),
  })
  .meta({ id: "Overview" });
