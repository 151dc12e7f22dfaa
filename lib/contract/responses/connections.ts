/** Responses about connections. Secrets appear once: when they are made. */
import * as z from "zod";
import { WEBHOOK_EVENTS } from "../../domain/webhook-event.ts";
import { instantText } from "./orders.ts";

export const connectionSchema = z
  .object({
    connectionId: z.string(),
    url: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    clients: z.array(z.string()).nullable().describe("whose events are sent; null: those of all clients"),
    secret: z
      .string()
      .optional()
      .describe("shown once: in the response that made it, in the form whsec_… of Standard Webhooks"),
    secretCreatedAt: instantText,
    previousSecretUntil: instantText
      .nullable()
      .describe("during a rotation: until when webhooks are signed with the secret before, too"),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: "Connection" });

export const connectionTestSchema = z
  .object({
    webhookId: z.uuid(),
    accepted: z.boolean().describe("whether the receiver responded with 2xx"),
    status: z.int().nullable().describe("of the receiver's response; null when there was none"),
    error: z.string().nullable().describe("why there was no response"),
  })
  .meta({ id: "ConnectionTest" });
