/** Step 2 of 3: sends the leased mails by SES, each at its slot, while the lease is valid. */
import { setTimeout as delay } from "node:timers/promises";
import { SEND_TIMEOUT_SECONDS } from "../../lib/runtime/aws-clients.ts";
import { millis } from "../../lib/runtime/clock.ts";
import { sendMail } from "../../lib/runtime/mail.ts";
import type { MailResult } from "../../lib/runtime/mail-result.ts";
import type { LeasedBatch, ReadyEmail } from "./lease-batch.ts";

/** For recording the results, and for clock skew. */
const LEASE_MARGIN_SECONDS = 2;

export type SendResult = MailResult | { readonly kind: "notStarted" };
export type AttemptedEmail = ReadyEmail & { readonly sendResult: SendResult };

/**
 * Sends each mail once. A mail that cannot be sent within the lease is returned as `notStarted`.
 * @param slots when each mail is sent, in milliseconds since the epoch; a mail without one is sent at once
 */
export const sendBatch = (
  { ready, lease }: LeasedBatch,
  slots: readonly number[] = [],
): Promise<AttemptedEmail[]> => {
  const lastStart = Date.parse(lease.until) - (SEND_TIMEOUT_SECONDS + LEASE_MARGIN_SECONDS) * 1000;
  const sendAtSlot = async (mail: ReadyEmail, index: number): Promise<AttemptedEmail> => {
    const wait = (slots[index] ?? 0) - millis();
    if (wait > 0) await delay(wait);
    if (millis() > lastStart) return { ...mail, sendResult: { kind: "notStarted" } };
    const { task, rendered } = mail;
    const sendResult = await sendMail({ ...rendered, to: task.order.customer.email, taskId: task.taskId });
    return { ...mail, sendResult };
  };
  return Promise.all(ready.map(sendAtSlot));
};
