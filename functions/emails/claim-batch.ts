/** First of three steps: in one short transaction, decide what each task's mail is and put a lease on those to be sent. */
import { after, now } from "../../lib/edge/clock.ts";
import { company } from "../../lib/edge/company.ts";
import { database } from "../../lib/edge/database.ts";
import type { Again, Delivery } from "../../lib/edge/queue-function.ts";
import { lockTasks, mayRun, type Outcome, type Publishable, settleTasks } from "../../lib/store/tasks.ts";
import { findRunning, takeClaims } from "./claims.ts";
import { findFacts } from "./facts.ts";
import type { Rendered } from "./layout.ts";
import { type EmailTask, type Facts, type Prepared, prepare } from "./prepare.ts";

/**
 * Longer than a batch can take: its mails go out side by side, each within SEND_SECONDS (8), and one whose turn would
 * come too late is given back unsent. Much longer, and a mail would wait in vain after a crash.
 */
const LEASE_SECONDS = 20;

export type Ready = { readonly task: EmailTask; readonly last: boolean; readonly rendered: Rendered };

export type ClaimedBatch = {
  readonly lease: { readonly claim: string; readonly until: string };
  readonly ready: readonly Ready[];
  /** Unknown tasks, and those whose mail somebody else is sending right now. */
  readonly again: readonly Again[];
  /** Tasks that no mail could be made of. */
  readonly faults: readonly { readonly delivery: Delivery; readonly fault: unknown }[];
  readonly released: readonly Publishable[];
};

type Attempt =
  | { readonly task: EmailTask; readonly prepared: Prepared }
  | { readonly task: EmailTask; readonly prepared: { readonly kind: "fault"; readonly fault: unknown } };

const attemptTo = (task: EmailTask, facts: Facts): Attempt => {
  try {
    return { task, prepared: prepare(task, facts) };
  } catch (fault) {
    return { task, prepared: { kind: "fault", fault } };
  }
};

const secondsUntil = (instant: string, from: string): number =>
  Math.max(1, Math.ceil((Date.parse(instant) - Date.parse(from)) / 1000));

export const claimBatch = (deliveries: readonly Delivery[], claim: string): Promise<ClaimedBatch> =>
  database().transaction(async (tx) => {
    const byId = new Map(deliveries.map((delivery) => [delivery.taskId, delivery]));
    const tasks = await lockTasks(tx, "email", [...byId.keys()]);
    const known = new Set(tasks.map((task) => task.taskId));
    const at = now();
    const lease = { claim, until: after(at, LEASE_SECONDS) };
    const runnable = tasks.filter(mayRun);
    const running = await findRunning(
      tx,
      runnable.map((task) => task.taskId),
      at,
    );
    const free = runnable.filter((task) => !running.has(task.taskId));
    const facts = await findFacts(tx, free, company().name);
    const attempts = free.map((task) => attemptTo(task, facts));

    const ready = attempts.flatMap(({ task, prepared }) =>
      prepared.kind === "ready"
        ? [{ task, last: byId.get(task.taskId)!.last, rendered: prepared.rendered }]
        : [],
    );
    await takeClaims(
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
      again: [
        ...[...byId.keys()].filter((id) => !known.has(id)).map((taskId) => ({ taskId, afterSeconds: 0 })),
        ...[...running].map(([taskId, until]) => ({ taskId, afterSeconds: secondsUntil(until, at) })),
      ],
      faults: attempts.flatMap(({ task, prepared }) =>
        prepared.kind === "fault" ? [{ delivery: byId.get(task.taskId)!, fault: prepared.fault }] : [],
      ),
      released: await settleTasks(tx, rejected, at),
    };
  });
