/** Step 1 of 3: in one short transaction, prepares the mail of each task and takes a lease on those to be sent. */
import type { Sql } from "../../lib/database/sql.ts";
import { completeTasks, isRunnable, type Outcome, type Publishable } from "../../lib/database/tasks.ts";
import { lockAvailable } from "../../lib/queue/lock-available.ts";
import type { RetryRequest, TaskMessage } from "../../lib/queue/queue-function.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { company } from "../../lib/runtime/company.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { findEmailData } from "./email-data.ts";
import type { RenderedEmail } from "./layout.ts";
import { findActiveLeases, findSendsUsedUp, type Lease, takeLeases } from "./leases.ts";
import { OUTCOME_UNKNOWN } from "./postponement.ts";
import { type EmailData, type EmailTask, type PreparedEmail, prepareEmail } from "./prepare-email.ts";

/**
 * Longer than a batch takes: its slots are within two seconds, each mail is sent within SEND_TIMEOUT_SECONDS (8), and a mail
 * that would start too late is returned unsent. After a crash, mails are not sent until the lease ends.
 */
const LEASE_SECONDS = 20;

export type ReadyEmail = {
  readonly task: EmailTask;
  readonly rendered: RenderedEmail;
};

export type LeasedBatch = {
  readonly lease: Lease;
  readonly ready: readonly ReadyEmail[];
  /** Unknown tasks, and those that another batch holds a lease on. */
  readonly retries: readonly RetryRequest[];
  /** Tasks whose mail could not be rendered. */
  readonly failures: readonly { readonly message: TaskMessage; readonly error: unknown }[];
  readonly released: readonly Publishable[];
};

type Preparation = {
  readonly task: EmailTask;
  readonly prepared: PreparedEmail | { readonly kind: "failed"; readonly error: unknown };
};

const prepare = (task: EmailTask, data: EmailData): Preparation => {
  try {
    return { task, prepared: prepareEmail(task, data) };
  } catch (error) {
    return { task, prepared: { kind: "failed", error } };
  }
};

const secondsUntil = (instant: string, from: string): number =>
  Math.max(1, Math.ceil((Date.parse(instant) - Date.parse(from)) / 1000));

/** A postponed task needs no message before its time: the relay publishes it then. */
const isDue = ({ notBefore }: EmailTask, at: string): boolean =>
  notBefore === null || Date.parse(notBefore) <= Date.parse(at);

type MessagesById = ReadonlyMap<string, TaskMessage>;

const outcomeUnknown = ({ taskId }: EmailTask): Outcome => ({
  taskId,
  status: "failed",
  reason: OUTCOME_UNKNOWN,
  lastError: null,
});

/** Locks the tasks of the messages and separates those that can be sent now from those to deliver again. */
const lockSendable = async (tx: Sql, messages: MessagesById) => {
  const { tasks, retries: notLocked } = await lockAvailable(tx, "email", [...messages.keys()]);
  // Read after the wait for the locks, so that a lease starts with its full duration.
  const at = now();
  const runnable = tasks.filter((task) => isRunnable(task) && isDue(task, at));
  const leased = await findActiveLeases(
    tx,
    runnable.map((task) => task.taskId),
    at,
  );
  const free = runnable.filter((task) => !leased.has(task.taskId));
  const usedUp = await findSendsUsedUp(
    tx,
    free.map((task) => task.taskId),
  );
  const retries: RetryRequest[] = [
    ...notLocked,
    ...[...leased].map(([taskId, until]) => ({ taskId, afterSeconds: secondsUntil(until, at) })),
  ];
  return {
    at,
    tasks: free.filter((task) => !usedUp.has(task.taskId)),
    // A failed task whose message was redriven stays as it is.
    ended: free.filter((task) => usedUp.has(task.taskId) && task.status !== "failed").map(outcomeUnknown),
    retries,
  };
};

const sortPreparations = (preparations: readonly Preparation[], messages: MessagesById) => {
  const ready: ReadyEmail[] = [];
  const rejected: { taskId: string; status: "rejected"; reason: string }[] = [];
  const failures: { message: TaskMessage; error: unknown }[] = [];
  for (const { task, prepared } of preparations) {
    const message = messages.get(task.taskId)!;
    switch (prepared.kind) {
      case "ready":
        ready.push({ task, rendered: prepared.rendered });
        break;
      case "rejected":
        rejected.push({ taskId: task.taskId, status: "rejected", reason: prepared.reason });
        break;
      case "failed":
        failures.push({ message, error: prepared.error });
        break;
      default:
        prepared satisfies never;
    }
  }
  return { ready, rejected, failures };
};

const leaseReady = (tx: Sql, lease: Lease, ready: readonly ReadyEmail[]): Promise<void> =>
  takeLeases(
    tx,
    lease,
    ready.map(({ task }) => ({
      taskId: task.taskId,
      template: task.payload.template,
      recipient: task.order.customer.email,
    })),
  );

/** Prepares the mails of a batch and takes leases on those to be sent. */
export const leaseBatch = (messages: readonly TaskMessage[], leaseId: string): Promise<LeasedBatch> =>
  database().transaction(async (tx) => {
    const byId = new Map(messages.map((message) => [message.taskId, message]));
    const { at, tasks, ended, retries } = await lockSendable(tx, byId);
    const lease = { leaseId, until: addSeconds(at, LEASE_SECONDS) };
    const data = await findEmailData(tx, tasks, company().name);
    const { ready, rejected, failures } = sortPreparations(
      tasks.map((task) => prepare(task, data)),
      byId,
    );
    await leaseReady(tx, lease, ready);
    return {
      lease,
      ready,
      retries,
      failures,
      released: await completeTasks(tx, [...ended, ...rejected], at),
    };
  });
