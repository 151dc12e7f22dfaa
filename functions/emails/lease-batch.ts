/** Step 1 of 3: in one short transaction, prepares the mail of each task and takes a lease on those to be sent. */
import { findMailData } from "../../lib/database/mail-data.ts";
import type { Sql } from "../../lib/database/sql.ts";
import {
  completeTasks,
  isDue,
  isRunnable,
  type Outcome,
  type Publishable,
} from "../../lib/database/tasks.ts";
import type { RenderedEmail } from "../../lib/mails/layout.ts";
import { lockAvailable } from "../../lib/queue/lock-available.ts";
import type { RetryRequest, TaskMessage } from "../../lib/queue/queue-function.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { company } from "../../lib/runtime/company.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { findEarlierSends, type Lease, takeLeases } from "./leases.ts";
import { skipOutdated } from "./outdated-mails.ts";
import { skipWithdrawn } from "./withdrawn-mails.ts";
import { OUTCOME_UNKNOWN } from "./postponement.ts";
import { type EmailData, type EmailTask, findSuppressedTasks, prepareEmail } from "./prepare-email.ts";

/**
 * Longer than a batch takes: its slots are within two seconds, each mail is sent within SEND_TIMEOUT_SECONDS (8), and a mail
 * that would start too late is returned unsent. After a crash, mails are not sent until the lease ends.
 */
const LEASE_SECONDS = 20;

export type ReadyEmail = {
  readonly task: EmailTask;
  readonly rendered: RenderedEmail;
};

type FailedTask = { readonly message: TaskMessage; readonly error: unknown };

export type LeasedBatch = {
  readonly lease: Lease;
  readonly ready: readonly ReadyEmail[];
  /** Unknown tasks, and those that another batch holds a lease on. */
  readonly retries: readonly RetryRequest[];
  /** Tasks whose mail could not be rendered. */
  readonly failures: readonly FailedTask[];
  readonly released: readonly Publishable[];
};

/** Renders the mail of each task, or says why there is none. */
const prepareAll = (tasks: readonly EmailTask[], data: EmailData) => {
  const ready: ReadyEmail[] = [];
  const rejected: Outcome[] = [];
  const failures: FailedTask[] = [];
  for (const task of tasks) {
    const { taskId } = task;
    try {
      const prepared = prepareEmail(task, data);
      if (prepared.kind === "ready") ready.push({ task, rendered: prepared.rendered });
      else rejected.push({ taskId, status: "rejected", reason: prepared.reason, cause: prepared.cause });
    } catch (error) {
      failures.push({ message: { taskId }, error });
    }
  }
  return { ready, rejected, failures };
};

const secondsUntil = (instant: string, from: string): number =>
  Math.max(1, Math.ceil((Date.parse(instant) - Date.parse(from)) / 1000));

/** Locks the tasks of the messages and separates those that can be sent now from those to deliver again. */
const lockSendable = async (tx: Sql, taskIds: readonly string[]) => {
  const { tasks, retries: notLocked } = await lockAvailable(tx, "email", taskIds);
  // Read after the wait for the locks, so that a lease starts with its full duration.
  const at = now();
  const earlier = await findEarlierSends(tx, taskIds, at);
  const sendable: EmailTask[] = [];
  const ended: Outcome[] = [];
  const retries: RetryRequest[] = [...notLocked];
  for (const task of tasks.filter((one) => isRunnable(one) && isDue(one, at))) {
    const { taskId, status } = task;
    const { leasedUntil = null, usedUp = false } = earlier.get(taskId) ?? {};
    if (leasedUntil !== null) retries.push({ taskId, afterSeconds: secondsUntil(leasedUntil, at) });
    else if (!usedUp) sendable.push(task);
    // A failed task whose message was redriven stays as it is.
    else if (status !== "failed")
      ended.push({ taskId, status: "failed", ...OUTCOME_UNKNOWN, lastError: null });
  }
  return { at, sendable, ended, retries };
};

/** Prepares the mails of a batch and takes leases on those to be sent. */
export const leaseBatch = (messages: readonly TaskMessage[], leaseId: string): Promise<LeasedBatch> =>
  database().lookupTransaction(async (tx) => {
    const taskIds = messages.map(({ taskId }) => taskId);
    const { at, sendable: locked, ended, retries } = await lockSendable(tx, taskIds);
    const sendable = await skipWithdrawn(tx, await skipOutdated(tx, locked, at), at);
    const lease = { leaseId, from: at, until: addSeconds(at, LEASE_SECONDS) };
    const data = {
      ...(await findMailData(tx, sendable, company().name)),
      suppressed: await findSuppressedTasks(tx, sendable),
    };
    const { ready, rejected, failures } = prepareAll(sendable, data);
    const mails = ready.map(({ task: { taskId, payload, order } }) => ({
      taskId,
      template: payload.template,
      recipient: order.customer.email,
    }));
    await takeLeases(tx, lease, mails);
    return {
      lease,
      ready,
      retries,
      failures,
      released: await completeTasks(tx, [...ended, ...rejected], at),
    };
  });
