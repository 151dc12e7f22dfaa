/**
 * Sends mails, each once as far as SES permits. SES takes no part in our transactions, so a mail is leased, sent and
 * completed in three steps. A lease without a result shows the next attempt that the mail may have been sent.
 */
import { DatabaseUnavailableError, errorLine } from "../../lib/domain/errors.ts";
import { publishTasks } from "../../lib/queue/publish.ts";
import type { BatchHandler, RetryRequest, TaskMessage } from "../../lib/queue/queue-function.ts";
import { recordFailure } from "../../lib/queue/transactional-batch.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { completeBatch } from "./complete-batch.ts";
import { type LeasedBatch, leaseBatch } from "./lease-batch.ts";
import { type AttemptedEmail, sendBatch } from "./send-batch.ts";

const logNotSent = (emails: readonly AttemptedEmail[]): void => {
  for (const { task, sendResult } of emails)
    if (sendResult.kind !== "accepted")
      logger.warn("SES did not accept a mail", {
        taskId: task.taskId,
        sendResult: sendResult.kind,
        error: sendResult.error,
      });
};

const sendLeased = async (leased: LeasedBatch): Promise<RetryRequest[]> => {
  const emails = await sendBatch(leased);
  logNotSent(emails);
  const completed = await completeBatch(emails, leased.lease);
  for (const { message, error } of leased.failures) await recordFailure(message, error);
  const released = [...leased.released, ...completed.released];
  if (released.length > 0) await publishTasks(released);
  return [
    ...leased.retries,
    ...completed.retries,
    ...leased.failures.map(({ message }) => ({ taskId: message.taskId })),
  ];
};

// A task that cannot be leased must not block the other messages in the batch.
const sendOneAtATime = async (messages: readonly TaskMessage[], error: unknown): Promise<RetryRequest[]> => {
  const [only, ...others] = messages;
  if (only !== undefined && others.length === 0) {
    await recordFailure(only, error);
    return [{ taskId: only.taskId }];
  }
  logger.warn("the tasks of a batch are executed one at a time", { type: "email", error: errorLine(error) });
  const retries: RetryRequest[] = [];
  for (const message of messages) retries.push(...(await sendEmails([message])));
  return retries;
};

/** Sends the mails of a batch of email tasks. */
export const sendEmails: BatchHandler = async (messages) => {
  if (messages.length === 0) return [];
  let leased: LeasedBatch;
  try {
    leased = await leaseBatch(messages, newId());
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    return sendOneAtATime(messages, error);
  }
  return sendLeased(leased);
};
