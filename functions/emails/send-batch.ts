/** Second step: hand the mails to SES, a few at a time, while the lease on them is surely ours. */
import { millis } from "../../lib/runtime/clock.ts";
import { SEND_TIMEOUT_SECONDS, sendMail } from "../../lib/runtime/mail.ts";
import type { MailResult } from "../../lib/runtime/mail-result.ts";
import type { LeasedBatch, ReadyEmail } from "./lease-batch.ts";

/** A whole batch of ten, so that even a mail server that never answers leaves time to note it. Above SES's rate, it throttles. */
const AT_ONCE = 10;
/** For settling, and for clocks that do not quite agree. */
const MARGIN_SECONDS = 2;

export type AttemptedEmail = ReadyEmail & { readonly sendResult: MailResult };

/** Does `work` for all items, at most `limit` at a time. Answers come in the items' order. */
const inTurns = async <T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const answers = new Array<R>(items.length);
  const waiting = items.entries();
  const one = async (): Promise<void> => {
    for (const [index, item] of waiting) answers[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, one));
  return answers;
};

export const sendBatch = ({ ready, lease }: LeasedBatch): Promise<AttemptedEmail[]> => {
  const lastStart = Date.parse(lease.until) - (SEND_TIMEOUT_SECONDS + MARGIN_SECONDS) * 1000;
  return inTurns(ready, AT_ONCE, async (mail) => {
    if (millis() > lastStart)
      return { ...mail, sendResult: { kind: "away", error: "no time left in the batch" } };
    const { task, rendered } = mail;
    const sendResult = await sendMail({ ...rendered, to: task.order.customer.email, taskId: task.taskId });
    return { ...mail, sendResult };
  });
};
