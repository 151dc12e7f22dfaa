/** Third step: write down in one transaction what SES said about each mail. */
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../../lib/domain/errors.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { RetryRequest } from "../../lib/queue/queue-function.ts";
import type { Sql } from "../../lib/database/sql.ts";
import {
  type Outcome,
  type Publishable,
  postponeTasks,
  recordAttempt,
  completeTasks,
} from "../../lib/database/tasks.ts";
import { lockTaskRows, recordSent, releaseLeases } from "./leases.ts";
import type { AttemptedEmail } from "./send-batch.ts";

type Untaken = AttemptedEmail & {
  readonly sendResult: Exclude<AttemptedEmail["sendResult"], { kind: "taken" }>;
};

export type CompletedBatch = {
  readonly retries: readonly RetryRequest[];
  readonly released: readonly Publishable[];
};

const isUntaken = (answer: AttemptedEmail): answer is Untaken => answer.sendResult.kind !== "taken";

/** 2, 4, 8 … 30 seconds, and then every 30 for as long as it takes: throttling is not the mail's fault. */
const waitSeconds = (attempts: number): number => Math.min(30, 2 ** (attempts + 1));

const REASONS = {
  refused: "SES refused the mail",
  broken: "the attempts are used up",
  unknown: "the attempts are used up, and nobody knows whether the mail was sent",
} as const;

const failed = ({ task, sendResult: verdict }: Untaken): Outcome[] =>
  verdict.kind === "away"
    ? []
    : [
        {
          taskId: task.taskId,
          status: "failed",
          reason: verdict.kind === "refused" ? `${REASONS.refused}: ${verdict.error}` : REASONS[verdict.kind],
          lastError: verdict.error,
        },
      ];

const isOver = ({ sendResult: verdict, isLastAttempt: last }: Untaken): boolean =>
  verdict.kind === "refused" || (verdict.kind !== "away" && last);
const isTriedAgain = (answer: Untaken): boolean => answer.sendResult.kind !== "away" && !isOver(answer);

const postpone = (tx: Sql, waiting: readonly Untaken[], at: string): Promise<void> =>
  postponeTasks(
    tx,
    waiting.map(({ task, sendResult: verdict }) => ({
      taskId: task.taskId,
      notBefore: addSeconds(at, waitSeconds(task.attempts)),
      lastError: verdict.error,
    })),
  );

// A refused or a waiting mail needs its message no more: the relay publishes the waiting ones. Only a task that had
// failed before, and runs because its message was brought back, has nobody else to wake it.
const againFor = ({ task, sendResult: verdict }: Untaken): RetryRequest[] => {
  if (verdict.kind === "refused") return [];
  if (verdict.kind !== "away") return [{ taskId: task.taskId }];
  return task.status === "failed" ? [{ taskId: task.taskId, afterSeconds: waitSeconds(task.attempts) }] : [];
};

const settleOnce = (answers: readonly AttemptedEmail[], claim: string): Promise<CompletedBatch> =>
  database().transaction(async (tx) => {
    await lockTaskRows(
      tx,
      answers.map(({ task }) => task.taskId),
    );
    const at = now();
    const taken = answers.flatMap(({ task, sendResult: verdict }) =>
      verdict.kind === "taken" ? [{ taskId: task.taskId, messageId: verdict.messageId }] : [],
    );
    const sent = await recordSent(tx, taken, at);
    const untaken = answers.filter(isUntaken);
    const ours = await releaseLeases(
      tx,
      claim,
      untaken.map(({ task, sendResult: verdict }) => ({
        taskId: task.taskId,
        uncertain: verdict.kind === "unknown",
      })),
    );
    const owned = untaken.filter(({ task }) => ours.has(task.taskId));

    const done = sent.map(
      ({ taskId, messageId, possibleDuplicate }): Outcome => ({
        taskId,
        status: "done",
        result: { sesMessageId: messageId, ...(possibleDuplicate ? { possibleDuplicate } : {}) },
      }),
    );
    const released = await completeTasks(tx, [...done, ...owned.filter(isOver).flatMap(failed)], at);
    await postpone(
      tx,
      owned.filter(({ sendResult: verdict }) => verdict.kind === "away"),
      at,
    );
    for (const { task, sendResult: verdict } of owned.filter(isTriedAgain))
      await recordAttempt(tx, task.taskId, verdict.error);
    return { released, retries: owned.flatMap(againFor) };
  });

/**
 * While the lease is ours, nobody else sends these mails, so a database that went away for a moment is waited for:
 * what is not written down now, the customer gets twice.
 */
export const completeBatch = async (
  answers: readonly AttemptedEmail[],
  lease: { readonly claim: string; readonly until: string },
): Promise<CompletedBatch> => {
  if (answers.length === 0) return { retries: [], released: [] };
  for (;;) {
    try {
      return await settleOnce(answers, lease.claim);
    } catch (fault) {
      const mayHelp = fault instanceof AppError && fault.retryable;
      if (!mayHelp || millis() >= Date.parse(lease.until)) throw fault;
      await pause(500);
    }
  }
};
