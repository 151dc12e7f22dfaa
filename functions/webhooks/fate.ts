/** What becomes of the task of a webhook, by the response of its receiver. Pure. */
import type { Postponement } from "../../lib/database/postponements.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import { addSeconds } from "../../lib/runtime/clock.ts";
import type { WebhookResponse } from "../../lib/runtime/webhooks/send-webhook.ts";
import { isGivenUp, retryAfterSeconds, type Waits, waitSeconds } from "./postponement.ts";

export type WebhookTask = Task<"webhook">;

/** `held`: not sent, because its connection is in trouble. */
export type DeliveryResult = WebhookResponse | { readonly kind: "held"; readonly seconds: number };

export type Fate =
  | { readonly kind: "ended"; readonly outcome: Outcome<"webhook"> }
  | { readonly kind: "postponed"; readonly postponement: Postponement };

/** Responses of 4xx that another attempt may change: request timeout, too early, too many requests. */
const PASSING = new Set([408, 425, 429]);

/** Whether the receiver decided about the webhook, for or against it. */
export const isDecided = (result: DeliveryResult): boolean =>
  result.kind === "responded" &&
  ((result.status >= 200 && result.status < 300) ||
    (result.status >= 400 && result.status < 500 && !PASSING.has(result.status)));

/** The seconds that the receiver asks to wait; undefined when it does not. */
export const requestedWait = (result: DeliveryResult, now: string): number | undefined =>
  result.kind === "responded" ? retryAfterSeconds(result.retryAfter, now) : undefined;

/** A line of text. Nothing that the receiver sent is in it. */
export const troubleOf = (result: DeliveryResult): string => {
  switch (result.kind) {
    case "responded":
      return `the receiver responded with ${result.status}`;
    case "unreachable":
      return result.error;
    case "held":
      return "the connection is paused because its receiver was slow or asked for it";
  }
};

export type FateContext = {
  readonly now: string;
  /** When it was sent. */
  readonly startedAt: string;
  readonly waits: Waits;
  readonly jitter: (seconds: number) => number;
};

const undecided = (task: WebhookTask, result: DeliveryResult, context: FateContext): Fate => {
  const { now, startedAt, waits, jitter } = context;
  const { taskId } = task;
  const lastError = troubleOf(result);
  if (isGivenUp(task.postponedSince, now)) {
    const reason = `attempts used up: the webhook was not accepted for three days; ${lastError}`;
    const cause = { code: "attempts-used-up" } as const;
    return { kind: "ended", outcome: { taskId, status: "failed", reason, cause, lastError } };
  }
  const seconds =
    result.kind === "held"
      ? result.seconds + jitter(waits.first)
      : jitter(waitSeconds(waits, task.postponements, requestedWait(result, now)));
  const cause = { code: "connection-unavailable", connection: task.payload.connection } as const;
  const attempt = result.kind === "held" ? {} : { attempt: { startedAt, endedAt: now } };
  const notBefore = addSeconds(now, seconds);
  return { kind: "postponed", postponement: { taskId, notBefore, lastError, cause, ...attempt } };
};

export const fateOf = (task: WebhookTask, result: DeliveryResult, context: FateContext): Fate => {
  if (result.kind !== "responded" || !isDecided(result)) return undecided(task, result, context);
  const { taskId } = task;
  const { status } = result;
  const outcome: Outcome<"webhook"> =
    status < 300
      ? { taskId, status: "done", result: { httpStatus: status } }
      : {
          taskId,
          status: "rejected",
          reason: `the connection refused the webhook with status ${status}`,
          cause: { code: "connection-refused", status },
        };
  return { kind: "ended", outcome };
};
