/** The body of `PUT /connections/{connectionId}`. */
import * as z from "zod";
import { anyText, platformId } from "../domain/fields.ts";
import { WEBHOOK_EVENTS } from "../domain/webhook-event.ts";

const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const MAX_URL_LENGTH = 2_000;

/** As URLs are written. `new URL` also reads blanks before them, line breaks in them, and backslashes. */
const WRITTEN_URL = /^https?:\/\//;

const isReceiverUrl = (text: string): boolean => {
  if (!WRITTEN_URL.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "" && hash === "";
};

export const connectionBody = z
  .strictObject({
    url: anyText(MAX_URL_LENGTH, 1)
      .refine(isReceiverUrl, "must be an https URL without user, password or fragment")
      .describe("https; the local stage also calls loopback addresses by http"),
    events: z
      .array(z.enum(WEBHOOK_EVENTS))
      .max(WEBHOOK_EVENTS.length)
      .refine(unique, "must not repeat an event")
      .default([])
      .describe("what the connection subscribes to; left out or empty: no events"),
    clients: z
      .array(platformId)
      .min(1)
      .max(200)
      .refine(unique, "must not repeat a client")
      .optional()
      .describe("whose events are sent; left out: those of all clients"),
  })
  .meta({ id: "ConnectionBody" });
