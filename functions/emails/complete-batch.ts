/** Step 3 of 3: records in one transaction what SES responded for each mail. */
import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "../../lib/database/sql.ts";
import { keepSentMails } from "../../lib/database/mails.ts";
import { postponeTasks } from "../../lib/database/postponements.ts";
import { completeTasks, type Outcome, type Publishable } from "../../lib/database/tasks.ts";
import { AppError } from "../../lib/domain/errors.ts";
import type { RetryRequest } from "../../lib/queue/queue-function.ts";
import { millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { type Lease, lockTaskRows, recordSent, releaseLeases } from "./leases.ts";
import { type Fate, fateOf, type NotSent } from "./fate.ts";
import type { SendResults } from "./pace.ts";
import type { AttemptedEmail } from "./send-batch.ts";
import { recordResults } from "./sending-state.ts";

export type CompletedBatch = {
  readonly retries: readonly RetryRequest[];
  readonly released: readonly Publishable[];
  /** Tasks whose mail was not sent and can be sent in the same invocation, because SES only throttled. */
  readonly open: readonly string[];
};

const DATABASE_RETRY_MS = 500;

const isNotSent = (email: AttemptedEmail): email is NotSent => email.sendResult.kind !== "accepted";

/** Records the accepted mails. @returns the outcomes of their tasks */
const completeSent = async (tx: Sql, emails: readonly AttemptedEmail[], at: string): Promise<Outcome[]> => {
  const accepted = emails.flatMap(({ task, sendResult }) =>
    sendResult.kind === "accepted" ? [{ taskId: task.taskId, messageId: sendResult.messageId }] : [],
  );
  const sent = await recordSent(tx, accepted, at);
  const rendered = new Map(emails.map((email) => [email.task.taskId, email.rendered]));
  const mails = sent.map(({ taskId }) => ({ taskId, ...rendered.get(taskId)! }));
  if (mails.length > 0) await keepSentMails(tx, mails, at);
  return sent.map(({ taskId, messageId, possibleDuplicate }) => ({
    taskId,
    status: "done",
    result: { sesMessageId: messageId, ...(possibleDuplicate ? { possibleDuplicate } : {}) },
  }));
};

/** Releases the leases on mails that were not sent. @returns the fates of those whose lease was still held */
const releaseNotSent = async (
  tx: Sql,
  emails: readonly AttemptedEmail[],
  lease: Lease,
  { at, throttledTooOften }: { readonly at: string; readonly throttledTooOften: ReadonlySet<string> },
): Promise<Fate[]> => {
  const notSent = emails.filter(isNotSent);
  if (notSent.length === 0) return [];
  const held = await releaseLeases(
    tx,
    lease.leaseId,
    notSent.map(({ task, sendResult }) => ({
      taskId: task.taskId,
      uncertain: sendResult.kind === "unknown",
    })),
  );
  return notSent.flatMap((email) => {
    const unknownSends = held.get(email.task.taskId);
    if (unknownSends === undefined) return [];
    const isThrottledTooOften = throttledTooOften.has(email.task.taskId);
    return [fateOf(email, { unknownSends, startedAt: lease.from, at, isThrottledTooOften })];
  });
};

const count = (emails: readonly AttemptedEmail[]): SendResults => {
  const of = (...kinds: AttemptedEmail["sendResult"]["kind"][]) =>
    emails.filter(({ sendResult }) => kinds.includes(sendResult.kind));
  const [first] = of("unavailable", "unknown");
  return {
    accepted: of("accepted").length,
    responded: of("accepted", "refused").length,
    throttled: of("throttled").length,
    troubled: of("unavailable", "unknown").length,
    lastError: first !== undefined && "error" in first.sendResult ? first.sendResult.error : undefined,
  };
};

const completeOnce = (
  emails: readonly AttemptedEmail[],
  lease: Lease,
  throttledTooOften: ReadonlySet<string>,
): Promise<CompletedBatch> =>
  database().lookupTransaction(async (tx) => {
    await lockTaskRows(
      tx,
      emails.map(({ task }) => task.taskId),
    );
    const at = now();
    const done = await completeSent(tx, emails, at);
    const fates = await releaseNotSent(tx, emails, lease, { at, throttledTooOften });
    const failed = fates.flatMap((fate) => (fate.kind === "failed" ? [fate.outcome] : []));
    const released = await completeTasks(tx, [...done, ...failed], at, lease.from);
    await postponeTasks(
      tx,
      fates.flatMap((fate) => (fate.kind === "postponed" ? [fate.postponement] : [])),
    );
    await recordResults(tx, count(emails));
    return {
      released,
      retries: fates.flatMap((fate) => (fate.kind === "retried" ? [fate.request] : [])),
      open: fates.flatMap((fate) => (fate.kind === "open" ? [fate.taskId] : [])),
    };
  });

/**
 * Records the results of a batch. While the lease is held no other batch sends these mails, so a database error that a
 * retry may resolve is retried until the lease ends: a result that is not recorded leads to a duplicate mail.
 * @param throttledTooOften tasks that are postponed when SES throttles their mail once more
 * @throws the error of the last attempt
 */
export const completeBatch = async (
  emails: readonly AttemptedEmail[],
  lease: Lease,
  throttledTooOften: ReadonlySet<string> = new Set(),
): Promise<CompletedBatch> => {
  if (emails.length === 0) return { retries: [], released: [], open: [] };
  for (;;) {
    try {
      return await completeOnce(emails, lease, throttledTooOften);
    } catch (error) {
      const isRetryable = error instanceof AppError && error.retryable;
      if (!isRetryable || millis() >= Date.parse(lease.until)) throw error;
      await delay(DATABASE_RETRY_MS);
    }
  }
};
