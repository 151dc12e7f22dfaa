/** When things happened to a task, and its log of attempts, as the API shows them. Pure. */
import type { LoggedAttempt } from "../../lib/database/task-attempts.ts";
import type { Cause } from "../../lib/domain/cause.ts";

type Times = {
  readonly createdAt: string;
  readonly queuedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly notBefore: string | null;
  readonly cause: Cause | null;
};

/** The times that a task has, and its cause. */
export const timesOf = ({ createdAt, queuedAt, startedAt, finishedAt, notBefore, cause }: Times) => ({
  createdAt,
  ...(queuedAt === null ? {} : { queuedAt }),
  ...(startedAt === null ? {} : { startedAt }),
  ...(finishedAt === null ? {} : { finishedAt }),
  ...(notBefore === null ? {} : { notBefore }),
  ...(cause === null ? {} : { cause }),
});

const MAX_ATTEMPTS_SHOWN = 2_000;
const MAX_PER_TASK = 100;

/** How many attempts of each of some tasks a response holds. */
export const attemptsPerTask = (tasks: number): number =>
  Math.max(2, Math.min(MAX_PER_TASK, Math.floor(MAX_ATTEMPTS_SHOWN / Math.max(1, tasks))));

const attemptResponse = ({ detail, cause, requestedBy, taskId: _task, ...attempt }: LoggedAttempt) => ({
  ...attempt,
  ...(detail === null ? {} : { detail }),
  ...(cause === null ? {} : { cause }),
  ...(requestedBy === null ? {} : { requestedBy }),
});

/** @param logged how many attempts there are */
export const attemptLogOf = (attempts: readonly LoggedAttempt[], logged: number) => {
  const omitted = logged - attempts.length;
  return {
    attemptLog: attempts.map(attemptResponse),
    ...(omitted > 0 ? { attemptLogOmitted: omitted } : {}),
  };
};
