/**
 * SES, seen as honestly as a network allows: an answer says that a mail was taken, that it surely was not, or that
 * nobody knows. SES knows no idempotency token, so the caller must tell the last two apart.
 */
import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import { oneLine } from "../domain/format.ts";
import { environment } from "./environment.ts";
import { type MailResult, classifyMailError } from "./mail-result.ts";

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Comes back in SES's bounce and complaint notices. */
  readonly taskId: string;
};

/** The longest a call may take, connecting included. The lease on a mail is made of multiples of it. */
export const SEND_TIMEOUT_SECONDS = 8;

let opened: SESClient | undefined;

const client = (): SESClient => {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SES, AWS_REGION } = environment();
  const endpoint = AWS_ENDPOINT_URL_SES ?? AWS_ENDPOINT_URL;
  // No agent keeps connections: one that SES closed while the container was frozen would break under the next mail,
  // and whether that mail was taken nobody could tell. A handshake per mail is the smaller cost.
  opened ??= new SESClient({
    region: AWS_REGION,
    // The SDK's silent retry would send a second mail after a lost answer, and we would never know.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: (SEND_TIMEOUT_SECONDS - 2) * 1_000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return opened;
};

/** Forgets the client; the next use makes another. For tests. */
export const closeMailClient = (): void => {
  opened?.destroy();
  opened = undefined;
};

// A header holds ASCII on one line; a name with more is sent as an encoded word (RFC 2047).
const senderHeader = (sender: string): string => {
  const named = /^(?<name>[^<]*[^<\s])\s*<(?<address>[^<>]+)>$/.exec(sender)?.groups;
  if (named === undefined || /^[\x20-\x7e]*$/.test(named.name!)) return sender;
  return `=?UTF-8?B?${Buffer.from(named.name!, "utf8").toString("base64")}?= <${named.address}>`;
};

const utf8 = (text: string) => ({ Data: text, Charset: "UTF-8" });

/** Sends one mail, once. Never throws. */
export const sendMail = async (mail: Mail): Promise<MailResult> => {
  const { MAIL_SENDER, SES_CONFIGURATION_SET } = environment();
  try {
    const answer = await client().send(
      new SendEmailCommand({
        Source: senderHeader(MAIL_SENDER),
        Destination: { ToAddresses: [mail.to] },
        Message: {
          // A line break must not begin another header. SES encodes the rest.
          Subject: utf8(oneLine(mail.subject)),
          Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
        },
        Tags: [{ Name: "taskId", Value: mail.taskId }],
        ...(SES_CONFIGURATION_SET === undefined ? {} : { ConfigurationSetName: SES_CONFIGURATION_SET }),
      }),
      { abortSignal: AbortSignal.timeout(SEND_TIMEOUT_SECONDS * 1_000) },
    );
    return answer.MessageId === undefined || answer.MessageId === ""
      ? { kind: "unknown", error: "SES answered without a message id" }
      : { kind: "taken", messageId: answer.MessageId };
  } catch (fault) {
    return classifyMailError(fault);
  }
};
