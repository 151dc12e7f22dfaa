/** Step 2 of 3: sends the leased mails by SES, each at its slot, while the lease is valid. */
import { SEND_TIMEOUT_SECONDS } from "../../lib/runtime/aws-clients.ts";
import { millis, sleepUntil } from "../../lib/runtime/clock.ts";
import { sendMail } from "../../lib/runtime/mail.ts";
import type { MailResult } from "../../lib/runtime/mail-result.ts";
import type { LeasedBatch, ReadyEmail } from "./lease-batch.ts";

/** For recording the results, and for clock skew. */
const LEASE_MARGIN_SECONDS = 2;

export type SendResult = MailResult | { readonly kind: "notStarted" };
export type AttemptedEmail = ReadyEmail & { readonly sendResult: SendResult };

/**
 * Sends each mail once. A mail that cannot be sent within the lease is returned as `notStarted`.
 * @param slots when each mail is sent, ascending, in milliseconds since the epoch; a mail without one is sent at once
 */
export const sendBatch = async (
  { ready, lease }: LeasedBatch,
  slots: readonly number[] = [],
  sleep = sleepUntil,
): Promise<AttemptedEmail[]> => {
  const lastStart = Date.parse(lease.until) - (SEND_TIMEOUT_SECONDS + LEASE_MARGIN_SECONDS) * 1000;
  const send = async (mail: ReadyEmail): Promise<AttemptedEmail> => {
    if (millis() > lastStart) return { ...mail, sendResult: { kind: "notStarted" } };
    const { task, rendered } = mail;
    const sendResult = await sendMail({ ...rendered, to: task.order.customer.email, taskId: task.taskId });
    return { ...mail, sendResult };
  };
  const sends: Promise<AttemptedEmail>[] = [];
  for (const [index, mail] of ready.entries()) {
    await sleep(slots[index] ?? 0);
    sends.push(send(mail));
  }
  return Promise.all(sends);
};
