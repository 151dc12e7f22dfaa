/**
 * Decides how many queued tasks have lost their message. A task that was published long ago either has a message in a long
 * queue, or its message is lost: purged, expired, or moved to the dead-letter queue.
 */
import { countQueued, type ReceivedShare, sampleReceived } from "../../lib/database/outbox.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { queueDepth } from "../../lib/queue/queue-depth.ts";
import { addSeconds } from "../../lib/runtime/clock.ts";
import type { TaskType } from "../../lib/tasks/registry.ts";

/** Bounds the cost of counting; a larger backlog is judged by this many tasks. */
const MAX_COUNTED = 10_000;
const MIN_SAMPLED = 10;
/** Below 1, because single tasks are retried for long. */
const MIN_RECEIVED_SHARE = 0.9;

/** Whether the queue delivers messages sooner than half the lost-after period: nearly all that were sent since are received. */
const isShort = ({ published, received }: ReceivedShare): boolean =>
  published >= MIN_SAMPLED && received >= published * MIN_RECEIVED_SHARE;

/** @returns the number of tasks, of those published longest ago, that are to be published again */
export const countLost = async (
  sql: Sql,
  type: TaskType,
  now: string,
  lostAfterSeconds: number,
): Promise<number> => {
  const queuedBefore = addSeconds(now, -lostAfterSeconds);
  const overdue = await countQueued(sql, { type, queuedBefore, max: MAX_COUNTED });
  if (overdue === 0) return 0;
  const depth = await queueDepth(type);
  // Without a response from SQS a resend would fail, too.
  if (depth === undefined) return 0;
  const until = addSeconds(now, -lostAfterSeconds / 2);
  // In a short queue none of the messages belongs to an overdue task; in a long one each may.
  if (depth > 0 && isShort(await sampleReceived(sql, { type, after: queuedBefore, until }))) return overdue;
  return Math.max(0, overdue - depth);
};
