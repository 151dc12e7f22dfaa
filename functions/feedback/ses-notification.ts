/** What SES publishes to a configuration set's destination, as far as it concerns us. */
import { createHash } from "node:crypto";
import * as z from "zod";

export type Suppression = { readonly recipientHash: Buffer; readonly cause: "bounce" | "complaint" };

const recipients = z.array(z.object({ emailAddress: z.string().min(1).max(1_000) }));

const notice = z.discriminatedUnion("eventType", [
  z.object({
    eventType: z.literal("Bounce"),
    bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipients }),
  }),
  z.object({
    eventType: z.literal("Complaint"),
    complaint: z.object({ complainedRecipients: recipients }),
  }),
]);

/** SES may write `Name <address>`; mails are suppressed by the address alone, in lower case. */
const hashOf = (recipient: string): Buffer => {
  const address = /<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient;
  return createHash("sha256").update(address.trim().toLowerCase()).digest();
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What SES writes once, when it is told of the topic. */
const GREETING = /^Successfully validated SNS topic/;

/**
 * The addresses that a notice tells to spare; none for a bounce that may pass, such as a full mailbox.
 * @returns undefined when the text is no such notice
 */
export const parseSesNotification = (body: string): Suppression[] | undefined => {
  if (GREETING.test(body)) return [];
  const parsed = notice.safeParse(readJson(body));
  if (!parsed.success) return undefined;
  const { data } = parsed;
  if (data.eventType === "Complaint")
    return data.complaint.complainedRecipients.map(({ emailAddress }) => ({
      recipientHash: hashOf(emailAddress),
      cause: "complaint",
    }));
  if (data.bounce.bounceType !== "Permanent") return [];
  return data.bounce.bouncedRecipients.map(({ emailAddress }) => ({
    recipientHash: hashOf(emailAddress),
    cause: "bounce",
  }));
};
