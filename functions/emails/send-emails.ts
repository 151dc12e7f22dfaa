/**
 * Sends mails, each once as far as SES permits. SES takes no part in our transactions, so a mail is leased, sent and
 * completed in three steps. A lease without a result shows the next attempt that the mail may have been sent.
 *
 * The invocation waits for its turn in the pace that SES allows instead of being throttled: the queue holds the backlog.
 */
import { DatabaseUnavailableError, errorLine } from "../../lib/domain/errors.ts";
import { recordFailure } from "../../lib/queue/failed-attempt.ts";
import { publishTasks } from "../../lib/queue/publish.ts";
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

type Round = { readonly retries: readonly RetryRequest[]; readonly open: readonly TaskMessage[] };

const NOTHING: Round = { retries: [], open: [] };

const joined = (rounds: readonly Round[]): Round => ({
  retries: rounds.flatMap(({ retries }) => retries),
  open: rounds.flatMap(({ open }) => open),
});

const recordFailures = async (failures: LeasedBatch["failures"]): Promise<Round> => {
  const rounds: Round[] = [];
  for (const { message, error } of failures) {
    const { retries, released } = await recordFailure(message, error);
    if (released.length > 0) await publishTasks(released);
    rounds.push({ retries, open: [] });
  }
  return joined(rounds);
};

const logNotSent = (emails: readonly AttemptedEmail[]): void => {
  for (const { task, sendResult } of emails)
    if (sendResult.kind !== "accepted")
      logger.warn("SES did not accept a mail", { taskId: task.taskId, sendResult });
};

/** A batch of messages while its invocation lasts. */
class EmailBatch {
  /** No mail is sent later. The first mails are sent even when the invocation is short. */
  readonly #horizon: number;
  readonly #throttles = new Map<string, number>();
  readonly #sleepUntil: SleepUntil;

  constructor(deadline: number, sleepUntil: SleepUntil) {
    this.#sleepUntil = sleepUntil;
    this.#horizon = Math.max(deadline - SEND_MARGIN_MS, millis() + MIN_HORIZON_MS);
  }

  async send(messages: readonly TaskMessage[]): Promise<RetryRequest[]> {
    const retries: RetryRequest[] = [];
    let open = messages;
    while (open.length > 0) {
      const round = await this.#sendRound(open);
      retries.push(...round.retries);
      open = round.open;
    }
    return retries;
  }

  async #sendRound(open: readonly TaskMessage[]): Promise<Round> {
    const taskIds = open.map(({ taskId }) => taskId);
    const found = await findCandidates(database(), taskIds, now());
    const isCandidate = new Set(found.map(({ taskId }) => taskId));
    // The others are done, unknown, postponed, or leased by another batch: they need no slot.
    const others = await this.#sendMessages(
      open.filter(({ taskId }) => !isCandidate.has(taskId)),
      [],
    );
    const candidates = await postponeUnlessSesResponds(found);
    return candidates.length === 0 ? others : joined([others, await this.#sendCandidates(candidates)]);
  }

  /** Sends the mails of those candidates that get a slot. The other candidates stay open. */
  async #sendCandidates(candidates: readonly Candidate[]): Promise<Round> {
    const { plan, readsQuota } = await reserveSends(candidates.length, this.#horizon, BATCH_WINDOW_MS);
    const quotaRead = readsQuota ? refreshQuota() : Promise.resolve();
    if (plan.kind !== "slots") {
      await quotaRead;
      await postponeCandidates(candidates, plan);
      return NOTHING;
    }
    const { slots, nextSlot } = plan;
    if (slots.length === 0) return this.#waitForTurn(candidates, nextSlot);
    await this.#sleepUntil(slots[0]!);
    const round = await this.#sendMessages(candidates.slice(0, slots.length), slots);
    await quotaRead;
    return { retries: round.retries, open: [...round.open, ...candidates.slice(slots.length)] };
  }

  // The invocation waits although it sends nothing: otherwise messages would be received and returned at full speed.
  async #waitForTurn(candidates: readonly Candidate[], nextSlot: number): Promise<Round> {
    await this.#sleepUntil(Math.min(nextSlot, this.#horizon));
    const afterSeconds = Math.max(1, (nextSlot - millis()) / 1000);
    const retries = candidates.map(({ taskId }) => ({ taskId, afterSeconds, isRenewed: true }) as const);
    return { retries, open: [] };
  }

  /** Leases and sends some mails. A task that cannot be leased must not block the other messages in the batch. */
  async #sendMessages(messages: readonly TaskMessage[], slots: readonly number[]): Promise<Round> {
    if (messages.length === 0) return NOTHING;
    let leased: LeasedBatch;
    try {
      leased = await leaseBatch(messages, newId());
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      const [only, ...rest] = messages;
      if (only !== undefined && rest.length === 0) return recordFailures([{ message: only, error }]);
      const fields = { type: "email", error: errorLine(error) };
      logger.warn("the tasks of a batch are executed one at a time", fields);
      const rounds: Round[] = [];
      for (const [index, message] of messages.entries())
        rounds.push(await this.#sendMessages([message], slots.slice(index, index + 1)));
      return joined(rounds);
    }
    return this.#sendLeased(leased, slots);
  }

  async #sendLeased(leased: LeasedBatch, slots: readonly number[]): Promise<Round> {
    const emails = await sendBatch(leased, slots, this.#sleepUntil);
    logNotSent(emails);
    const completed = await completeBatch(emails, leased.lease, this.#countThrottles(emails));
    const released = [...leased.released, ...completed.released];
    if (released.length > 0) await publishTasks(released);
    const sent = {
      retries: [...leased.retries, ...completed.retries],
      open: completed.open.map((taskId) => ({ taskId })),
    };
    return joined([sent, await recordFailures(leased.failures)]);
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
