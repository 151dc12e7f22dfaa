/**
 * On a schedule: publishes what has no message although it should: what a crash left behind, what was postponed, and
 * what is queued for so long that its message must be lost. Two at once share the work.
 */
import type { Context } from "aws-lambda";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { publishTasks } from "../../lib/queue/sqs.ts";
import { oldestUnpublished } from "../../lib/database/outbox.ts";
import { lockPublishable } from "../../lib/database/tasks.ts";

/** Whoever took the order publishes it within this time, or crashed. */
const FRESH_SECONDS = 5;
const ROUND = 500;
/** A round is not begun with less time left. */
const TIME_FOR_A_ROUND_MS = 5_000;
const TIME_WITHOUT_CONTEXT_MS = 30_000;

/** `{"republish":"queued"}`: take every queued task's message for lost, as after a queue was emptied. */
export type RelayEvent = { readonly republish?: "queued" };

type Round = { readonly taken: number; readonly sent: number };

const round = (at: string, queuedBefore: string): Promise<Round> =>
  database().transaction(async (tx) => {
    const tasks = await lockPublishable(tx, {
      now: at,
      unpublishedSince: addSeconds(at, -FRESH_SECONDS),
      queuedBefore,
      limit: ROUND,
    });
    const sent = await publishTasks(tasks, tx);
    return { taken: tasks.length, sent: sent.size };
  });

const deadline = (context: Partial<Context> | undefined): number =>
  millis() + (context?.getRemainingTimeInMillis?.() ?? TIME_WITHOUT_CONTEXT_MS) - TIME_FOR_A_ROUND_MS;

const publishAll = async (queuedBefore: string, until: number): Promise<number> => {
  let published = 0;
  for (;;) {
    const { taken, sent } = await round(now(), queuedBefore);
    published += sent;
    // When SQS takes none of them, the next round would meet the same tasks again.
    if (taken < ROUND || sent === 0 || millis() > until) return published;
  }
};

/** @returns how many tasks were published, and how old the oldest is that still waits for it */
export const handler = async (
  event: RelayEvent | undefined,
  context?: Partial<Context>,
): Promise<{ published: number; oldestUnpublishedSeconds: number }> => {
  const started = now();
  // Longer than a message waits for its turn. Publishing once too often does no harm.
  const lostAfter = environment().LOST_AFTER_SECONDS;
  const queuedBefore = event?.republish === "queued" ? started : addSeconds(started, -lostAfter);
  const published = await publishAll(queuedBefore, deadline(context));
  const oldest = await oldestUnpublished(database(), now());
  const oldestUnpublishedSeconds = oldest === null ? 0 : Math.max(0, (millis() - Date.parse(oldest)) / 1000);
  // The alarm on stuck tasks is made of this line.
  if (published > 0 || oldestUnpublishedSeconds > FRESH_SECONDS)
    logger.info("relay", { published, oldestUnpublishedSeconds });
  return { published, oldestUnpublishedSeconds };
};
