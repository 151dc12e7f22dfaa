/**
 * Scheduled: publishes tasks that should have a message and have none: those that a crash left in the outbox, those that
 * were postponed, and those queued for so long that their message must be lost. Concurrent invocations share the work.
 */
import type { Context } from "aws-lambda";
import { oldestUnpublished } from "../../lib/database/outbox.ts";
import { lockPublishable } from "../../lib/database/tasks.ts";
import { publishTasks } from "../../lib/queue/publish.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { logger } from "../../lib/runtime/logger.ts";

/** The function that accepts an order publishes its tasks within this time, unless it crashed. */
const PUBLISH_WITHIN_SECONDS = 5;
const BATCH_SIZE = 500;
/** No batch is started with less time left. */
const BATCH_MARGIN_MS = 5_000;
/** The time limit when the invocation has no context. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** `{"republish":"queued"}`: treat the message of every queued task as lost, as after a queue was purged. */
export type RelayEvent = { readonly republish?: "queued" };

type PublishedBatch = { readonly locked: number; readonly sent: number };

const publishBatch = (at: string, queuedBefore: string): Promise<PublishedBatch> =>
  database().transaction(async (tx) => {
    const tasks = await lockPublishable(tx, {
      now: at,
      unpublishedSince: addSeconds(at, -PUBLISH_WITHIN_SECONDS),
      queuedBefore,
      limit: BATCH_SIZE,
    });
    const sent = await publishTasks(tasks, tx);
    return { locked: tasks.length, sent: sent.size };
  });

const deadline = (context: Partial<Context> | undefined): number =>
  millis() + (context?.getRemainingTimeInMillis?.() ?? DEFAULT_TIMEOUT_MS) - BATCH_MARGIN_MS;

const publishAll = async (queuedBefore: string, until: number): Promise<number> => {
  let published = 0;
  for (;;) {
    const { locked, sent } = await publishBatch(now(), queuedBefore);
    published += sent;
    // When SQS accepts none, the next batch would consist of the same tasks.
    if (locked < BATCH_SIZE || sent === 0 || millis() > until) return published;
  }
};

/** @returns the number of tasks published, and the age of the oldest task that is still unpublished */
export const handler = async (
  event: RelayEvent | undefined,
  context?: Partial<Context>,
): Promise<{ published: number; oldestUnpublishedSeconds: number }> => {
  const started = now();
  // Longer than a message waits in its queue. A duplicate message does no harm.
  const lostAfter = environment().LOST_AFTER_SECONDS;
  const queuedBefore = event?.republish === "queued" ? started : addSeconds(started, -lostAfter);
  const published = await publishAll(queuedBefore, deadline(context));
  const oldest = await oldestUnpublished(database(), now());
  const oldestUnpublishedSeconds = oldest === null ? 0 : Math.max(0, (millis() - Date.parse(oldest)) / 1000);
  // The metric filter of the alarm on stuck tasks reads oldestUnpublishedSeconds from this log line.
  if (published > 0 || oldestUnpublishedSeconds > PUBLISH_WITHIN_SECONDS)
    logger.info("relay", { published, oldestUnpublishedSeconds });
  return { published, oldestUnpublishedSeconds };
};
