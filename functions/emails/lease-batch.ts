/** First of three steps: in one short transaction, decide what each task's mail is and put a lease on those to be sent. */
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { company } from "../../lib/runtime/company.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { RetryRequest, TaskMessage } from "../../lib/queue/queue-function.ts";
import {
  lockTasks,
  isRunnable,
  type Outcome,
  type Publishable,
  completeTasks,
} from "../../lib/database/tasks.ts";
import { findActiveLeases, takeLeases } from "./leases.ts";
import { findEmailData } from "./email-data.ts";
import type { RenderedEmail } from "./layout.ts";
import { type EmailTask, type EmailData, type PreparedEmail, prepareEmail } from "./prepare-email.ts";

/**
 * Longer than a batch can take: its mails go out side by side, each within SEND_SECONDS (8), and one whose turn would
 * come too late is given back unsent. Much longer, and a mail would wait in vain after a crash.
 */
const LEASE_SECONDS = 20;

export type ReadyEmail = {
  readonly task: EmailTask;
  readonly isLastAttempt: boolean;
  readonly rendered: RenderedEmail;
};

export type LeasedBatch = {
  readonly lease: { readonly claim: string; readonly until: string };
  readonly ready: readonly ReadyEmail[];
  /** Unknown tasks, and those whose mail somebody else is sending right now. */
  readonly retries: readonly RetryRequest[];
  /** Tasks that no mail could be made of. */
  readonly failures: readonly { readonly delivery: TaskMessage; readonly fault: unknown }[];
  readonly released: readonly Publishable[];
};

type Attempt =
  | { readonly task: EmailTask; readonly prepared: PreparedEmail }
  | { readonly task: EmailTask; readonly prepared: { readonly kind: "fault"; readonly fault: unknown } };

const attemptTo = (task: EmailTask, facts: EmailData): Attempt => {
  try {
    return { task, prepared: prepareEmail(task, facts) };
  } catch (fault) {
    return { task, prepared: { kind: "fault", fault } };
  }
};

const secondsUntil = (instant: string, from: string): number =>
  Math.max(1, Math.ceil((Date.parse(instant) - Date.parse(from)) / 1000));

export const leaseBatch = (deliveries: readonly TaskMessage[], claim: string): Promise<LeasedBatch> =>
  database().transaction(async (tx) => {
    const byId = new Map(deliveries.map((delivery) => [delivery.taskId, delivery]));
    const tasks = await lockTasks(tx, "email", [...byId.keys()]);
    const known = new Set(tasks.map((task) => task.taskId));
    const at = now();
    const lease = { claim, until: addSeconds(at, LEASE_SECONDS) };
    const runnable = tasks.filter(isRunnable);
    const running = await findActiveLeases(
      tx,
      runnable.map((task) => task.taskId),
      at,
    );
    const free = runnable.filter((task) => !running.has(task.taskId));
    const facts = await findEmailData(tx, free, company().name);
    const attempts = free.map((task) => attemptTo(task, facts));

    const ready = attempts.flatMap(({ task, prepared }) =>
      prepared.kind === "ready"
        ? [{ task, isLastAttempt: byId.get(task.taskId)!.isLastAttempt, rendered: prepared.rendered }]
        : [],
    );
    await takeLeases(
      tx,
      lease,
      ready.map(({ task }) => ({
        taskId: task.taskId,
        template: task.payload.template,
        recipient: task.order.customer.email,
      })),
    );
    const rejected = attempts.flatMap(({ task, prepared }): Outcome[] =>
      prepared.kind === "rejected"
        ? [{ taskId: task.taskId, status: "rejected", reason: prepared.reason }]
        : [],
    );
    return {
      lease,
      ready,
      retries: [
        ...[...byId.keys()].filter((id) => !known.has(id)).map((taskId) => ({ taskId, afterSeconds: 0 })),
        ...[...running].map(([taskId, until]) => ({ taskId, afterSeconds: secondsUntil(until, at) })),
      ],
      failures: attempts.flatMap(({ task, prepared }) =>
        prepared.kind === "fault" ? [{ delivery: byId.get(task.taskId)!, fault: prepared.fault }] : [],
      ),
      released: await completeTasks(tx, rejected, at),
    };
  });
