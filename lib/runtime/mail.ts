/**
 * Sends mail by SES. SES has no idempotency token, so the result of a call distinguishes mails that were certainly not sent
 * from those whose outcome is unknown.
 */
import { SendEmailCommand } from "@aws-sdk/client-ses";
import { oneLine } from "../domain/format.ts";
import { senderHeader } from "../domain/sender-header.ts";
import { SEND_TIMEOUT_SECONDS, sesClient } from "./aws-clients.ts";
import { environment } from "./environment.ts";
import { classifyMailError, type MailResult } from "./mail-result.ts";

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Included in SES's bounce and complaint notifications. */
  readonly taskId: string;
};

const utf8 = (text: string) => ({ Data: text, Charset: "UTF-8" });

const sendEmailCommand = (mail: Mail): SendEmailCommand => {
  const { MAIL_SENDER, SES_CONFIGURATION_SET } = environment();
  return new SendEmailCommand({
    Source: senderHeader(MAIL_SENDER),
    Destination: { ToAddresses: [mail.to] },
    Message: {
      // A line break in the subject would start another header. SES encodes all other characters.
      Subject: utf8(oneLine(mail.subject)),
      Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
    },
    Tags: [{ Name: "taskId", Value: mail.taskId }],
    ...(SES_CONFIGURATION_SET === undefined ? {} : { ConfigurationSetName: SES_CONFIGURATION_SET }),
  });
};

const senderAddress = (): string => {
  const { MAIL_SENDER } = environment();
  return /<([^<>]+)>\s*$/.exec(MAIL_SENDER)?.[1] ?? MAIL_SENDER.trim();
};

/** Sends one mail by one call. Never throws. */
export const sendMail = async (mail: Mail): Promise<MailResult> => {
  let wasWritten = false;
  try {
    const command = sendEmailCommand(mail);
    // The last step before the HTTP client: an error before it, such as one of the credentials, means that nothing was sent.
    command.middlewareStack.add(
      (next) => (input) => {
        wasWritten = true;
        return next(input);
      },
      { step: "deserialize", priority: "low" },
    );
    const response = await sesClient().send(command, {
      abortSignal: AbortSignal.timeout(SEND_TIMEOUT_SECONDS * 1_000),
    });
    return response.MessageId === undefined || response.MessageId === ""
      ? { kind: "unknown", error: "SES responded without a message id" }
      : { kind: "accepted", messageId: response.MessageId };
  } catch (error) {
    return classifyMailError(error, { wasWritten, sender: senderAddress() });
  }
};
