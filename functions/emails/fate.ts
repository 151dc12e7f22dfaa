/** What becomes of the task of a mail that was not sent. */
import type { Postponement } from "../../lib/database/postponements.ts";
import type { Attempt, Outcome } from "../../lib/database/tasks.ts";
import type { RetryRequest } from "../../lib/queue/queue-function.ts";
import { addSeconds } from "../../lib/runtime/clock.ts";
import {
  isUnexplainedTooLong,
  MAX_UNKNOWN_SENDS,
  OUTCOME_UNKNOWN,
  unavailableSeconds,
  unknownSeconds,
} from "./postponement.ts";
import type { AttemptedEmail, SendResult } from "./send-batch.ts";

export type NotSent = AttemptedEmail & { readonly sendResult: Exclude<SendResult, { kind: "accepted" }> };

export type Fate =
  | { readonly kind: "failed"; readonly outcome: Outcome }
  | { readonly kind: "postponed"; readonly postponement: Postponement }
  | { readonly kind: "retried"; readonly request: RetryRequest }
  /** To be sent in the same invocation. */
  | { readonly kind: "open"; readonly taskId: string };

type Failure = Pick<Extract<Outcome, { status: "failed" }>, "reason" | "cause">;

const failed = ({ task }: NotSent, { reason, cause }: Failure, lastError: string): Fate => ({
  kind: "failed",
  outcome: { taskId: task.taskId, status: "failed", reason, cause, lastError },
});

const refused = (email: NotSent, reason: string, lastError: string): Fate =>
  failed(email, { reason, cause: { code: "mail-refused" } }, lastError);

// The relay publishes postponed tasks. It does not publish failed ones: a task that had failed and runs because its message
// was redriven from the dead-letter queue keeps its message.
const postponed = ({ task }: NotSent, seconds: number, attempt: Attempt, lastError: string): Fate =>
  task.status === "failed"
    ? { kind: "retried", request: { taskId: task.taskId, afterSeconds: seconds } }
    : {
        kind: "postponed",
        postponement: {
          taskId: task.taskId,
          notBefore: addSeconds(attempt.endedAt, seconds),
          lastError,
          cause: { code: "mail-service-unavailable" },
          attempt,
        },
      };

const unknownOutcome = (email: NotSent, unknownSends: number, attempt: Attempt, lastError: string): Fate => {
  if (unknownSends >= MAX_UNKNOWN_SENDS) return failed(email, OUTCOME_UNKNOWN, lastError);
  const fate = postponed(email, unknownSeconds(), attempt, lastError);
  return fate.kind === "postponed"
    ? { ...fate, postponement: { ...fate.postponement, isAttempt: true } }
    : fate;
};

export type FateContext = {
  /** The sends of the mail with an unknown outcome, this one included. */
  readonly unknownSends: number;
  /** When its lease began. */
  readonly startedAt: string;
  readonly at: string;
  /** Whether SES throttled the mail too often for another try in the same invocation. */
  readonly isThrottledTooOften: boolean;
};

export const fateOf = (email: NotSent, context: FateContext): Fate => {
  const { unknownSends, startedAt, at, isThrottledTooOften } = context;
  const { task, sendResult } = email;
  const attempt = { startedAt, endedAt: at };
  switch (sendResult.kind) {
    case "refused":
      return refused(email, `SES refused the mail: ${sendResult.error}`, sendResult.error);
    case "unknown":
      return unknownOutcome(email, unknownSends, attempt, sendResult.error);
    case "unexplained":
      return isUnexplainedTooLong(task.postponedSince, at)
        ? refused(email, `SES refused the mail for three days: ${sendResult.error}`, sendResult.error)
        : postponed(email, unavailableSeconds(task.postponements), attempt, sendResult.error);
    case "unavailable":
    case "quotaUsedUp":
      return postponed(email, unavailableSeconds(task.postponements), attempt, sendResult.error);
    case "throttled":
      return isThrottledTooOften
        ? postponed(email, unavailableSeconds(task.postponements), attempt, sendResult.error)
        : { kind: "open", taskId: task.taskId };
    case "notStarted":
      return { kind: "open", taskId: task.taskId };
    default: {
      const unknown: never = sendResult;
      throw new RangeError(`unknown result: ${JSON.stringify(unknown)}`);
    }
  }
};
