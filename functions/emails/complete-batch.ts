/** Step 3 of 3: records in one transaction what SES responded for each mail. */
import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "../../lib/database/sql.ts";
import {
  completeTasks,
  type Outcome,
  type Publishable,
  postponeTasks,
  recordAttempt,
} from "../../lib/database/tasks.ts";
import { AppError } from "../../lib/domain/errors.ts";
import type { RetryRequest } from "../../lib/queue/queue-function.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { MailResult } from "../../lib/runtime/mail-result.ts";
import { type Lease, lockTaskRows, recordSent, releaseLeases } from "./leases.ts";
import type { AttemptedEmail } from "./send-batch.ts";

type NotSent = AttemptedEmail & { readonly sendResult: Exclude<MailResult, { kind: "accepted" }> };

export type CompletedBatch = {
  readonly retries: readonly RetryRequest[];
  readonly released: readonly Publishable[];
};

const DATABASE_RETRY_MS = 500;
const MAX_POSTPONE_SECONDS = 30;

const isNotSent = (email: AttemptedEmail): email is NotSent => email.sendResult.kind !== "accepted";

/** 2, 4, 8 … 30 seconds, without a limit on their number: throttling does not use up attempts. */
const postponeSeconds = (attempts: number): number => Math.min(MAX_POSTPONE_SECONDS, 2 ** (attempts + 1));

const isPostponed = ({ sendResult }: NotSent): boolean => sendResult.kind === "unavailable";
const isFailed = (email: NotSent): boolean =>
  email.sendResult.kind === "refused" || (!isPostponed(email) && email.isLastAttempt);
const isRetried = (email: NotSent): boolean => !isPostponed(email) && !isFailed(email);

const failureReason = ({ kind, error }: NotSent["sendResult"]): string => {
  if (kind === "refused") return `SES refused the mail: ${error}`;
  return kind === "unknown"
    ? "attempts used up; it is unknown whether the mail was sent"
    : "attempts used up";
};

const failure = ({ task, sendResult }: NotSent): Outcome => ({
  taskId: task.taskId,
  status: "failed",
  reason: failureReason(sendResult),
  lastError: sendResult.error,
});

const postpone = (tx: Sql, emails: readonly NotSent[], at: string): Promise<void> =>
  postponeTasks(
    tx,
    emails.map(({ task, sendResult }) => ({
      taskId: task.taskId,
      notBefore: addSeconds(at, postponeSeconds(task.attempts)),
      lastError: sendResult.error,
    })),
  );

// A refused mail needs no further message, and the relay publishes postponed ones. The exception is a task that had failed
// and runs because its message was redriven from the dead-letter queue: the relay does not publish failed tasks.
const retryFor = ({ task, sendResult }: NotSent): RetryRequest[] => {
  if (sendResult.kind === "refused") return [];
  if (sendResult.kind !== "unavailable") return [{ taskId: task.taskId }];
  return task.status === "failed"
    ? [{ taskId: task.taskId, afterSeconds: postponeSeconds(task.attempts) }]
    : [];
};

/** Records the accepted mails. @returns the outcomes of their tasks */
const completeSent = async (tx: Sql, emails: readonly AttemptedEmail[], at: string): Promise<Outcome[]> => {
  const accepted = emails.flatMap(({ task, sendResult }) =>
    sendResult.kind === "accepted" ? [{ taskId: task.taskId, messageId: sendResult.messageId }] : [],
  );
  const sent = await recordSent(tx, accepted, at);
  return sent.map(({ taskId, messageId, possibleDuplicate }) => ({
    taskId,
    status: "done",
    result: { sesMessageId: messageId, ...(possibleDuplicate ? { possibleDuplicate } : {}) },
  }));
};

/** Releases the leases on mails that were not sent. @returns those whose lease was still held */
const releaseNotSent = async (
  tx: Sql,
  emails: readonly AttemptedEmail[],
  leaseId: string,
): Promise<NotSent[]> => {
  const notSent = emails.filter(isNotSent);
  const held = await releaseLeases(
    tx,
    leaseId,
    notSent.map(({ task, sendResult }) => ({
      taskId: task.taskId,
      uncertain: sendResult.kind === "unknown",
    })),
  );
  return notSent.filter(({ task }) => held.has(task.taskId));
};

const completeOnce = (emails: readonly AttemptedEmail[], leaseId: string): Promise<CompletedBatch> =>
  database().transaction(async (tx) => {
    await lockTaskRows(
      tx,
      emails.map(({ task }) => task.taskId),
    );
    const at = now();
    const done = await completeSent(tx, emails, at);
    const notSent = await releaseNotSent(tx, emails, leaseId);
    const released = await completeTasks(tx, [...done, ...notSent.filter(isFailed).map(failure)], at);
    await postpone(tx, notSent.filter(isPostponed), at);
    for (const { task, sendResult } of notSent.filter(isRetried))
      await recordAttempt(tx, task.taskId, sendResult.error);
    return { released, retries: notSent.flatMap(retryFor) };
  });

/**
 * Records the results of a batch. While the lease is held no other batch sends these mails, so a database error that a
 * retry may resolve is retried until the lease ends: a result that is not recorded leads to a duplicate mail.
 * @throws the error of the last attempt
 */
export const completeBatch = async (
  emails: readonly AttemptedEmail[],
  lease: Lease,
): Promise<CompletedBatch> => {
  if (emails.length === 0) return { retries: [], released: [] };
  for (;;) {
    try {
      return await completeOnce(emails, lease.leaseId);
    } catch (error) {
      const isRetryable = error instanceof AppError && error.retryable;
      if (!isRetryable || millis() >= Date.parse(lease.until)) throw error;
      await delay(DATABASE_RETRY_MS);
    }
  }
};
