/**
 * Sends the webhooks of a batch: at least once each, and receivers recognise repetitions by the `webhook-id`. No transaction
 * is open while a receiver responds. The connections of a batch are served side by side, and each one's results are recorded
 * when they are known.
 */
import { findReceivers, type Receiver, recordReceiverState } from "../../lib/database/webhook-connections.ts";
import { postponeTasks } from "../../lib/database/postponements.ts";
import { type Attempt, completeTasks, isDue, isRunnable } from "../../lib/database/tasks.ts";
import { DatabaseUnavailableError } from "../../lib/domain/errors.ts";
import { recordFailure } from "../../lib/queue/failed-attempt.ts";
import { lockAvailable } from "../../lib/queue/lock-available.ts";
import type { BatchHandler, RetryRequest, TaskMessage } from "../../lib/queue/queue-function.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { withJitter } from "../../lib/runtime/ids.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { sendWebhook } from "../../lib/runtime/webhooks/send-webhook.ts";
import {
  type DeliveryResult,
  type Fate,
  fateOf,
  isDecided,
  requestedWait,
  troubleOf,
  type WebhookTask,
} from "./fate.ts";
import { CLOUD_WAITS, LOCAL_WAITS, pauseSeconds, type Waits } from "./postponement.ts";
import { webhookBody } from "./webhook-body.ts";

/** The webhooks of a batch that go to one connection. */
type Lane = { readonly connectionId: string; readonly tasks: readonly WebhookTask[] };
type Delivery = {
  readonly task: WebhookTask;
  readonly result: DeliveryResult;
  /** Whether the receiver took time that other webhooks could have had, without a decision. */
  readonly wastedTime: boolean;
};

/** Attempts that fail sooner cost others nothing. */
const SLOW_MS = 2_000;

const isLocal = (): boolean => environment().STAGE === "local";
const waits = (): Waits => (isLocal() ? LOCAL_WAITS : CLOUD_WAITS);

const send = async (receiver: Receiver, task: WebhookTask): Promise<Delivery> => {
  const { url, secrets } = receiver;
  const webhook = { url, secrets, id: task.taskId, body: webhookBody(task) };
  const started = millis();
  const result = await sendWebhook(webhook, { allowsLoopback: isLocal() });
  const isUndecided = !isDecided(result);
  if (isUndecided) {
    const fields = { taskId: task.taskId, connection: receiver.connectionId, trouble: troubleOf(result) };
    logger.warn("a webhook was not accepted", fields);
  }
  return { task, result, wastedTime: isUndecided && millis() - started >= SLOW_MS };
};

const held = (tasks: readonly WebhookTask[], seconds: number): Delivery[] =>
  tasks.map((task) => ({ task, result: { kind: "held", seconds }, wastedTime: false }));

/**
 * To a receiver that was slow one webhook is sent first, so that it takes no more time than one. That is the one postponed
 * least, so that one which the receiver never accepts does not hold the others back.
 */
const sendAll = async (receiver: Receiver, tasks: readonly WebhookTask[]): Promise<Delivery[]> => {
  const all = (some: readonly WebhookTask[]) => Promise.all(some.map((task) => send(receiver, task)));
  const [first, ...others] = tasks.toSorted((a, b) => a.postponements - b.postponements);
  if (receiver.failures === 0 || first === undefined) return all(tasks);
  const probe = await send(receiver, first);
  return [probe, ...(isDecided(probe.result) ? await all(others) : held(others, 0))];
};

/** @returns undefined when nothing is to be recorded */
const stateAfter = (
  receiver: Receiver,
  deliveries: readonly Delivery[],
  at: string,
): Receiver | undefined => {
  const attempted = deliveries.filter(({ result }) => result.kind !== "held");
  if (attempted.some(({ result }) => isDecided(result)))
    return receiver.failures === 0 ? undefined : { ...receiver, failures: 0, pausedUntil: null };
  const slow = attempted.filter(({ wastedTime }) => wastedTime).length;
  const requested = Math.max(0, ...attempted.map(({ result }) => requestedWait(result, at) ?? 0));
  if (slow === 0 && requested === 0) return undefined;
  const failures = receiver.failures + slow;
  const seconds = pauseSeconds(waits(), failures, requested);
  return { ...receiver, failures, pausedUntil: seconds === 0 ? null : addSeconds(at, withJitter(seconds)) };
};

const record = (fates: readonly Fate[], { startedAt, endedAt }: Attempt, state?: Receiver): Promise<void> =>
  database().lookupTransaction(async (tx) => {
    // No task waits for a webhook, so none is released.
    await completeTasks(
      tx,
      fates.flatMap((fate) => (fate.kind === "ended" ? [fate.outcome] : [])),
      endedAt,
      startedAt,
    );
    await postponeTasks(
      tx,
      fates.flatMap((fate) => (fate.kind === "postponed" ? [fate.postponement] : [])),
    );
    if (state !== undefined) await recordReceiverState(tx, state);
  });

const withoutConnection = ({ taskId, payload }: WebhookTask): Fate => ({
  kind: "ended",
  outcome: {
    taskId,
    status: "rejected",
    reason: `there is no connection ${payload.connection}`,
    cause: { code: "connection-missing", connection: payload.connection },
  },
});

const deliver = async ({ tasks }: Lane, receiver: Receiver | undefined): Promise<void> => {
  const startedAt = now();
  if (receiver === undefined) return record(tasks.map(withoutConnection), { startedAt, endedAt: startedAt });
  const pausedMs =
    receiver.pausedUntil === null ? 0 : Date.parse(receiver.pausedUntil) - Date.parse(startedAt);
  const isPaused = pausedMs > 0;
  const deliveries = isPaused ? held(tasks, pausedMs / 1000) : await sendAll(receiver, tasks);
  const at = now();
  const context = { now: at, startedAt, waits: waits(), jitter: withJitter };
  const fates = deliveries.map(({ task, result }) => fateOf(task, result, context));
  await record(
    fates,
    { startedAt, endedAt: at },
    isPaused ? undefined : stateAfter(receiver, deliveries, at),
  );
};

/** Counts an attempt of each task when `work` fails. An outage of the database uses up none. */
const guarded = async (
  messages: readonly TaskMessage[],
  work: () => Promise<readonly RetryRequest[]>,
): Promise<readonly RetryRequest[]> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    const retries: RetryRequest[] = [];
    for (const message of messages) retries.push(...(await recordFailure(message, error)).retries);
    return retries;
  }
};

/** Reads the tasks to be sent now, with their receivers. */
const prepare = (messages: readonly TaskMessage[]) =>
  database().lookupTransaction(async (tx) => {
    const taskIds = messages.map(({ taskId }) => taskId);
    const { tasks, retries } = await lockAvailable(tx, "webhook", taskIds);
    const at = now();
    const due = tasks.filter((task) => isRunnable(task) && isDue(task, at));
    const byConnection = Map.groupBy(due, ({ payload }) => payload.connection);
    const lanes = [...byConnection].map(([connectionId, mine]): Lane => ({ connectionId, tasks: mine }));
    return { retries, lanes, receivers: await findReceivers(tx, [...byConnection.keys()], at) };
  });

export const deliverWebhooks: BatchHandler = (messages) =>
  guarded(messages, async () => {
    const { retries, lanes, receivers } = await prepare(messages);
    const failed = await Promise.all(
      lanes.map((lane) =>
        guarded(lane.tasks, async () => {
          await deliver(lane, receivers.get(lane.connectionId));
          return [];
        }),
      ),
    );
    return [...retries, ...failed.flat()];
  });
