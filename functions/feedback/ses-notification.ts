/** The notifications that SES publishes to the event destination of a configuration set. */
import * as z from "zod";
import { recipientHash, type Suppression } from "../../lib/database/suppressed-addresses.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";

const recipients = z.array(z.object({ emailAddress: z.string().min(1).max(1_000) }));

const notification = z.discriminatedUnion("eventType", [
  z.object({
    eventType: z.literal("Bounce"),
    bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipients }),
  }),
  z.object({
    eventType: z.literal("Complaint"),
    complaint: z.object({ complainedRecipients: recipients }),
  }),
]);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The text that SES publishes once, when the topic is configured. */
const TOPIC_VALIDATION = /^Successfully validated SNS topic/;

const suppressionsOf = (found: z.infer<typeof recipients>, cause: Suppression["cause"]): Suppression[] =>
  found.map(({ emailAddress }) => ({ recipientHash: recipientHash(emailAddress), cause }));

/**
 * The addresses that a notification suppresses. A transient bounce, such as a full mailbox, suppresses none.
 * @returns an error when the text is not a notification
 */
export const parseSesNotification = (body: string): Result<Suppression[], "malformed"> => {
  if (TOPIC_VALIDATION.test(body)) return ok([]);
  const { data } = notification.safeParse(parseJson(body));
  if (data === undefined) return err("malformed");
  if (data.eventType === "Complaint")
    return ok(suppressionsOf(data.complaint.complainedRecipients, "complaint"));
  if (data.bounce.bounceType !== "Permanent") return ok([]);
  return ok(suppressionsOf(data.bounce.bouncedRecipients, "bounce"));
};
