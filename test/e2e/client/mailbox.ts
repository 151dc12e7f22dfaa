/** Reads sent e-mails from the SES emulators that the tests run against. */

export type Mail = {
  /** The message id in SES's response. */
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

type MiniStackMail = {
  readonly MessageId: string;
  readonly To: readonly string[];
  readonly Subject: string;
  readonly BodyText: string | null;
  readonly BodyHtml: string | null;
};
/** MiniStack, by account. */
type MiniStackMails = Readonly<Record<string, readonly MiniStackMail[]>>;

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

const fromMiniStack = ({ MessageId, To, Subject, BodyText, BodyHtml }: MiniStackMail): Mail => ({
  id: MessageId,
  to: To,
  subject: Subject,
  text: BodyText ?? "",
  html: BodyHtml ?? "",
});

type Stored = {
  readonly emails?: readonly LocalMail[];
  readonly messages?: readonly LocalStackMail[] | MiniStackMails;
};

const isByAccount = (messages: readonly LocalStackMail[] | MiniStackMails): messages is MiniStackMails =>
  !Array.isArray(messages);

/** @param mailboxUrl where the emulator lists e-mails as JSON */
export const readMails = async (mailboxUrl: string): Promise<Mail[]> => {
  const { emails, messages = [] } = (await (await fetch(mailboxUrl)).json()) as Stored;
  if (emails !== undefined) return emails.map(fromLocal);
  return isByAccount(messages)
    ? Object.values(messages).flat().map(fromMiniStack)
    : messages.map(fromLocalStack);
};
