/** Third step: write down in one transaction what SES said about each mail. */
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "../../lib/domain/fault.ts";
import { after, millis, now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Again } from "../../lib/edge/queue-function.ts";
import type { Sql } from "../../lib/store/sql.ts";
import {
  type Outcome,
  type Publishable,
  postponeTasks,
  recordAttempt,
  settleTasks,
} from "../../lib/store/tasks.ts";
import { lockForSettling, recordSent, releaseClaims } from "./claims.ts";
import type { Answer } from "./send-batch.ts";

type Untaken = Answer & { readonly verdict: Exclude<Answer["verdict"], { kind: "taken" }> };

export type Settled = { readonly again: readonly Again[]; readonly released: readonly Publishable[] };

const isUntaken = (answer: Answer): answer is Untaken => answer.verdict.kind !== "taken";

/** 2, 4, 8 … 30 seconds, and then every 30 for as long as it takes: throttling is not the mail's fault. */
const waitSeconds = (attempts: number): number => Math.min(30, 2 ** (attempts + 1));

const REASONS = {
  refused: "SES refused the mail",
  broken: "the attempts are used up",
  unknown: "the attempts are used up, and nobody knows whether the mail was sent",
} as const;

const failed = ({ task, verdict }: Untaken): Outcome[] =>
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

const isOver = ({ verdict, last }: Untaken): boolean =>
  verdict.kind === "refused" || (verdict.kind !== "away" && last);
const isTriedAgain = (answer: Untaken): boolean => answer.verdict.kind !== "away" && !isOver(answer);

const postpone = (tx: Sql, waiting: readonly Untaken[], at: string): Promise<void> =>
  postponeTasks(
    tx,
    waiting.map(({ task, verdict }) => ({
      taskId: task.taskId,
      notBefore: after(at, waitSeconds(task.attempts)),
      lastError: verdict.error,
    })),
  );

// A refused or a waiting mail needs its message no more: the relay publishes the waiting ones. Only a task that had
// failed before, and runs because its message was brought back, has nobody else to wake it.
const againFor = ({ task, verdict }: Untaken): Again[] => {
  if (verdict.kind === "refused") return [];
  if (verdict.kind !== "away") return [{ taskId: task.taskId }];
  return task.status === "failed" ? [{ taskId: task.taskId, afterSeconds: waitSeconds(task.attempts) }] : [];
};

const settleOnce = (answers: readonly Answer[], claim: string): Promise<Settled> =>
  database().transaction(async (tx) => {
    await lockForSettling(
      tx,
      answers.map(({ task }) => task.taskId),
    );
    const at = now();
    const taken = answers.flatMap(({ task, verdict }) =>
      verdict.kind === "taken" ? [{ taskId: task.taskId, messageId: verdict.messageId }] : [],
    );
    const sent = await recordSent(tx, taken, at);
    const untaken = answers.filter(isUntaken);
    const ours = await releaseClaims(
      tx,
      claim,
      untaken.map(({ task, verdict }) => ({ taskId: task.taskId, uncertain: verdict.kind === "unknown" })),
    );
    const owned = untaken.filter(({ task }) => ours.has(task.taskId));

    const done = sent.map(
      ({ taskId, messageId, possibleDuplicate }): Outcome => ({
        taskId,
        status: "done",
        result: { sesMessageId: messageId, ...(possibleDuplicate ? { possibleDuplicate } : {}) },
      }),
    );
    const released = await settleTasks(tx, [...done, ...owned.filter(isOver).flatMap(failed)], at);
    await postpone(
      tx,
      owned.filter(({ verdict }) => verdict.kind === "away"),
      at,
    );
    for (const { task, verdict } of owned.filter(isTriedAgain))
      await recordAttempt(tx, task.taskId, verdict.error);
    return { released, again: owned.flatMap(againFor) };
  });

/**
 * While the lease is ours, nobody else sends these mails, so a database that went away for a moment is waited for:
 * what is not written down now, the customer gets twice.
 */
export const settleBatch = async (
  answers: readonly Answer[],
  lease: { readonly claim: string; readonly until: string },
): Promise<Settled> => {
  if (answers.length === 0) return { again: [], released: [] };
  for (;;) {
    try {
      return await settleOnce(answers, lease.claim);
    } catch (fault) {
      const mayHelp = fault instanceof Fault && fault.retry;
      if (!mayHelp || millis() >= Date.parse(lease.until)) throw fault;
      await pause(500);
    }
  }
};
