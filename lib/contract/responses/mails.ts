/** Responses about mails. */
import * as z from "zod";
import { causeSchema } from "../../domain/cause.ts";
import { TASK_STATUSES } from "../../domain/task.ts";
import { instantText, shownClientField } from "./orders.ts";

const mailFields = {
  clientId: shownClientField,
  taskId: z.uuid(),
  orderId: z.string(),
  template: z.string(),
  recipient: z.string(),
  status: z.enum(TASK_STATUSES).describe("of its task"),
  attempts: z.int(),
  reason: z.string().nullable().describe("why it was rejected or failed"),
  cause: causeSchema.nullable().describe("null also for tasks that ended before there were codes"),
  createdAt: instantText,
  sentAt: instantText.nullable(),
  sesMessageId: z.string().nullable(),
  possibleDuplicate: z.boolean(),
  subject: z
    .string()
    .nullable()
    .describe("null when it was not sent; in lists also when what was sent is no longer kept"),
};

export const mailListSchema = z
  .object({
    mails: z.array(z.object(mailFields).meta({ id: "ListedMail" })),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "MailList" });

export const mailSchema = z
  .object({
    ...mailFields,
    text: z.string().nullable().describe("as sent, or rendered again; null when it was not sent"),
    html: z.string().nullable().describe("as sent, or rendered again; null when it was not sent"),
    rendered: z
      .boolean()
      .describe(
        "whether what was sent is no longer kept, so that subject, text and html are rendered again from the recorded order, with today's links and company name",
      ),
  })
  .meta({ id: "Mail" });
