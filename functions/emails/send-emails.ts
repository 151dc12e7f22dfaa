/**
 * Sends mails, each once as far as SES permits. SES takes no part in our transactions, so a mail is leased, sent and
 * completed in three steps. A lease without a result shows the next attempt that the mail may have been sent.
 *
 * The invocation waits for its turn in the pace that SES allows instead of being throttled: the queue holds the backlog.
 */
import { DatabaseUnavailableError, errorLine } from "../../lib/domain/errors.ts";
import { confirmSends } from "../../lib/database/queued-tasks.ts";
import { recordFailure } from "../../lib/queue/failed-attempt.ts";
import { sendQueued } from "../../lib/queue/publish.ts";
import type { BatchHandler, RetryRequest, TaskMessage } from "../../lib/queue/queue-function.ts";
import { SEND_TIMEOUT_SECONDS } from "../../lib/runtime/aws-clients.ts";
import { millis, now, type SleepUntil } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { completeBatch } from "./complete-batch.ts";
import { type LeasedBatch, leaseBatch } from "./lease-batch.ts";
import { type Candidate, findCandidates } from "./leases.ts";
import { postponeCandidates, postponeUnlessSesResponds } from "./postpone-candidates.ts";
import { refreshQuota } from "./refresh-quota.ts";
import { type AttemptedEmail, sendBatch } from "./send-batch.ts";
import { reserveSends } from "./sending-state.ts";

/** The slots of a batch are within this time, so that a lease is short. */
const BATCH_WINDOW_MS = 2_000;
/** The time before the end of the invocation at which the last mail is sent, so that its result can be recorded. */
const SEND_MARGIN_MS = (SEND_TIMEOUT_SECONDS + 2) * 1_000;

/** An invocation that is shorter than a call may last sends what can be sent at once. */
const MIN_HORIZON_MS = 500;
/** How often SES may throttle a mail within an invocation before the mail is postponed. */
const MAX_THROTTLES = 5;

const logNotSent = (emails: readonly AttemptedEmail[]): void => {
  for (const { task, sendResult } of emails)
    if (sendResult.kind !== "accepted")
      logger.warn("SES did not accept a mail", { taskId: task.taskId, sendResult });
};

/** A batch of messages while its invocation lasts. Methods return the messages that are still to be dealt with. */
class EmailBatch {
  /** No mail is sent later. The first mails are sent even when the invocation is short. */
  readonly #horizon: number;
  readonly #retries: RetryRequest[] = [];
  readonly #throttles = new Map<string, number>();
  readonly #sleepUntil: SleepUntil;

  constructor(deadline: number, sleepUntil: SleepUntil) {
    this.#sleepUntil = sleepUntil;
    this.#horizon = Math.max(deadline - SEND_MARGIN_MS, millis() + MIN_HORIZON_MS);
  }

  async send(messages: readonly TaskMessage[]): Promise<RetryRequest[]> {
    for (let open = messages; open.length > 0; ) open = await this.#sendRound(open);
    return this.#retries;
  }

  async #sendRound(messages: readonly TaskMessage[]): Promise<TaskMessage[]> {
    const taskIds = messages.map(({ taskId }) => taskId);
    const found = await findCandidates(database(), taskIds, now());
    const isCandidate = new Set(found.map(({ taskId }) => taskId));
    // The others are done, unknown, postponed, or leased by another batch: they need no slot.
    const open = await this.#sendMessages(
      messages.filter(({ taskId }) => !isCandidate.has(taskId)),
      [],
    );
    const candidates = await postponeUnlessSesResponds(found);
    if (candidates.length > 0) open.push(...(await this.#sendCandidates(candidates)));
    return open;
  }

  /** Sends the mails of those candidates that get a slot. */
  async #sendCandidates(candidates: readonly Candidate[]): Promise<TaskMessage[]> {
    const { plan, readsQuota } = await reserveSends(candidates.length, this.#horizon, BATCH_WINDOW_MS);
    const quotaRead = readsQuota ? refreshQuota() : Promise.resolve();
    if (plan.kind !== "slots") {
      await quotaRead;
      await postponeCandidates(candidates, plan);
      return [];
    }
    const { slots, nextSlot } = plan;
    if (slots.length === 0) return this.#waitForTurn(candidates, nextSlot);
    await this.#sleepUntil(slots[0]!);
    const open = await this.#sendMessages(candidates.slice(0, slots.length), slots);
    await quotaRead;
    return [...open, ...candidates.slice(slots.length)];
  }

  // The invocation waits although it sends nothing: otherwise messages would be received and returned at full speed.
  async #waitForTurn(candidates: readonly Candidate[], nextSlot: number): Promise<TaskMessage[]> {
    await Promise.all([
      this.#sleepUntil(Math.min(nextSlot, this.#horizon)),
      confirmSends(
        database(),
        candidates.map(({ taskId }) => taskId),
      ),
    ]);
    const afterSeconds = Math.max(1, (nextSlot - millis()) / 1000);
    this.#retries.push(
      ...candidates.map(({ taskId }) => ({ taskId, afterSeconds, isRenewed: true }) as const),
    );
    return [];
  }

  /** Leases and sends some mails. A task that cannot be leased must not block the other messages in the batch. */
  async #sendMessages(messages: readonly TaskMessage[], slots: readonly number[]): Promise<TaskMessage[]> {
    if (messages.length === 0) return [];
    let leased: LeasedBatch;
    try {
      leased = await leaseBatch(messages, newId());
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      const [only, ...rest] = messages;
      if (only !== undefined && rest.length === 0) {
        await this.#recordFailure(only, error);
        return [];
      }
      const fields = { type: "email", error: errorLine(error) };
      logger.warn("the tasks of a batch are executed one at a time", fields);
      const open: TaskMessage[] = [];
      for (const [index, message] of messages.entries())
        open.push(...(await this.#sendMessages([message], slots.slice(index, index + 1))));
      return open;
    }
    return this.#sendLeased(leased, slots);
  }

  async #sendLeased(leased: LeasedBatch, slots: readonly number[]): Promise<TaskMessage[]> {
    const emails = await sendBatch(leased, slots, this.#sleepUntil);
    logNotSent(emails);
    const completed = await completeBatch(emails, leased.lease, this.#countThrottles(emails));
    this.#retries.push(...leased.retries, ...completed.retries);
    const released = [...leased.released, ...completed.released];
    if (released.length > 0) await sendQueued(released);
    for (const { message, error } of leased.failures) await this.#recordFailure(message, error);
    return completed.open.map((taskId) => ({ taskId }));
  }

  async #recordFailure(message: TaskMessage, error: unknown): Promise<void> {
    const { retries, released } = await recordFailure(message, error);
    this.#retries.push(...retries);
    if (released.length > 0) await sendQueued(released);
  }

  /** @returns the tasks that SES throttled too often in this invocation */
  #countThrottles(emails: readonly AttemptedEmail[]): Set<string> {
    for (const { task, sendResult } of emails)
      if (sendResult.kind === "throttled")
        this.#throttles.set(task.taskId, (this.#throttles.get(task.taskId) ?? 0) + 1);
    return new Set([...this.#throttles].filter(([, count]) => count >= MAX_THROTTLES).map(([id]) => id));
  }
}

/** Sends the mails of a batch of email tasks, and waits for their turn by `sleepUntil`. */
export const emailSender =
  (sleepUntil: SleepUntil): BatchHandler =>
  (messages, deadline) =>
    new EmailBatch(deadline, sleepUntil).send(messages);
