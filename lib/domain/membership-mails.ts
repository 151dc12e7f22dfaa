/** The mails about the end of memberships, which a rulebook switches on. */
import * as z from "zod";

/** Both are off when left out. */
export const membershipMailsSchema = z.strictObject({
  endingMail: z
    .boolean()
    .meta({ description: "true: a mail to the customer 7 days before a membership ends" })
    .optional(),
  endedMail: z.boolean().meta({ description: "true: a mail to the customer when it has ended" }).optional(),
});

/** The end that a mail is about: it is not sent once the membership goes on. */
export const membershipEndSchema = z.object({
  plan: z.string(),
  /** RFC 3339 in UTC. */
  endsAt: z.string(),
});
export type MembershipEnd = z.infer<typeof membershipEndSchema>;
