/** What becomes of the task of a mail that was not sent. */
import type { Outcome, Postponement } from "../../lib/database/tasks.ts";
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

const failed = ({ task }: NotSent, reason: string, lastError: string): Fate => ({
  kind: "failed",
  outcome: { taskId: task.taskId, status: "failed", reason, lastError },
});

// The relay publishes postponed tasks. It does not publish failed ones: a task that had failed and runs because its message
// was redriven from the dead-letter queue keeps its message.
const postponed = ({ task }: NotSent, seconds: number, at: string, lastError: string): Fate =>
  task.status === "failed"
    ? { kind: "retried", request: { taskId: task.taskId, afterSeconds: seconds } }
    : {
        kind: "postponed",
        postponement: { taskId: task.taskId, notBefore: addSeconds(at, seconds), lastError },
      };

const unknownOutcome = (email: NotSent, unknownSends: number, at: string, lastError: string): Fate => {
  if (unknownSends >= MAX_UNKNOWN_SENDS) return failed(email, OUTCOME_UNKNOWN, lastError);
  const fate = postponed(email, unknownSeconds(), at, lastError);
  return fate.kind === "postponed"
    ? { ...fate, postponement: { ...fate.postponement, isAttempt: true } }
    : fate;
};

export type FateContext = {
  /** The sends of the mail with an unknown outcome, this one included. */
  readonly unknownSends: number;
  readonly at: string;
  /** Whether SES throttled the mail too often for another try in the same invocation. */
  readonly isThrottledTooOften: boolean;
};

export const fateOf = (email: NotSent, { unknownSends, at, isThrottledTooOften }: FateContext): Fate => {
  const { task, sendResult } = email;
  switch (sendResult.kind) {
    case "refused":
      return failed(email, `SES refused the mail: ${sendResult.error}`, sendResult.error);
    case "unknown":
      return unknownOutcome(email, unknownSends, at, sendResult.error);
    case "unexplained":
      return isUnexplainedTooLong(task.postponedSince, at)
        ? failed(email, `SES refused the mail for three days: ${sendResult.error}`, sendResult.error)
        : postponed(email, unavailableSeconds(task.postponements), at, sendResult.error);
    case "unavailable":
    case "quotaUsedUp":
      return postponed(email, unavailableSeconds(task.postponements), at, sendResult.error);
    case "throttled":
      return isThrottledTooOften
        ? postponed(email, unavailableSeconds(task.postponements), at, sendResult.error)
        : { kind: "open", taskId: task.taskId };
    case "notStarted":
      return { kind: "open", taskId: task.taskId };
    default: {
      const unknown: never = sendResult;
      throw new RangeError(`unknown result: ${JSON.stringify(unknown)}`);
    }
  }
};
