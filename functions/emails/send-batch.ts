/** Step 2 of 3: sends the leased mails by SES, concurrently, while the lease is valid. */
import { SEND_TIMEOUT_SECONDS } from "../../lib/runtime/aws-clients.ts";
import { millis } from "../../lib/runtime/clock.ts";
import { sendMail } from "../../lib/runtime/mail.ts";
import type { MailResult } from "../../lib/runtime/mail-result.ts";
import type { LeasedBatch, ReadyEmail } from "./lease-batch.ts";

/** A whole SQS batch, so that time to record the results remains even when every call times out. Above its rate SES throttles. */
const MAX_CONCURRENT_SENDS = 10;
/** For recording the results, and for clock skew. */
const LEASE_MARGIN_SECONDS = 2;

export type AttemptedEmail = ReadyEmail & { readonly sendResult: MailResult };

/** Maps all items, at most `limit` at a time. The results are in the order of the items. */
const mapWithConcurrency = async <T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results = new Array<R>(items.length);
  const remaining = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
};

/** Sends each mail once. A mail that could not be sent within the lease is returned as `unavailable`. */
export const sendBatch = ({ ready, lease }: LeasedBatch): Promise<AttemptedEmail[]> => {
  const lastStart = Date.parse(lease.until) - (SEND_TIMEOUT_SECONDS + LEASE_MARGIN_SECONDS) * 1000;
  return mapWithConcurrency(ready, MAX_CONCURRENT_SENDS, async (mail) => {
    if (millis() > lastStart)
      return { ...mail, sendResult: { kind: "unavailable", error: "no time left in the batch" } };
    const { task, rendered } = mail;
    const sendResult = await sendMail({ ...rendered, to: task.order.customer.email, taskId: task.taskId });
    return { ...mail, sendResult };
  });
};
