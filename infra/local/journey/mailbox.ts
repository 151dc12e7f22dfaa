/** Reads sent mails from an emulator of SES, whichever it is. */

export type Mail = {
  /** The id that SES answered. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** aws-ses-v2-local. */
type LocalMail = {
  readonly messageId: string;
  readonly destination: { readonly to: readonly string[] };
  readonly subject: string;
  readonly body: { readonly text?: string; readonly html?: string };
};

/** LocalStack. */
type LocalStackMail = {
  readonly Id: string;
  readonly Destination: { readonly ToAddresses?: readonly string[] };
  readonly Subject?: string;
  readonly Body: { readonly text_part?: string | null; readonly html_part?: string | null };
};

const fromLocal = ({ messageId, destination, subject, body }: LocalMail): Mail => ({
  id: messageId,
  to: destination.to,
  subject,
  text: body.text ?? "",
  html: body.html ?? "",
});

const fromLocalStack = ({ Id, Destination, Subject, Body }: LocalStackMail): Mail => ({
  id: Id,
  to: Destination.ToAddresses ?? [],
  subject: Subject ?? "",
  text: Body.text_part ?? "",
  html: Body.html_part ?? "",
});

export const readMails = async (mailboxUrl: string): Promise<Mail[]> => {
  const answer = await fetch(mailboxUrl);
  const stored = (await answer.json()) as { emails?: LocalMail[]; messages?: LocalStackMail[] };
  return stored.emails?.map(fromLocal) ?? (stored.messages ?? []).map(fromLocalStack);
};
