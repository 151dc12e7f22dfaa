/**
 * Scheduled: publishes tasks that should have a message and have none: those that a crash left without one, those that
 * were postponed, and those whose message is lost. Concurrent invocations share the work. It also ends memberships whose paid
 * time is over, counts how often rules are applied, and ends what was kept of people for long enough.
 */
import type { Context } from "aws-lambda";
import { type MonitoredCounts, monitoredCounts } from "../../lib/database/monitoring.ts";
import {
  lockQueued,
  lockUnconfirmed,
  lockUnpublished,
  oldestPostponedMail,
  oldestUnpublished,
  type OutboxTask,
} from "../../lib/database/outbox.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { publishTasks } from "../../lib/queue/publish.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { followDatabaseClock } from "../../lib/runtime/database-clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { TASK_TYPES, type TaskType } from "../../lib/tasks/registry.ts";
import { type EndedMemberships, endMemberships } from "./end-memberships.ts";
import { keepHouse } from "./housekeeping.ts";
import { countLost } from "./lost-messages.ts";

/** The function that accepts an order publishes its tasks within this time, unless it crashed. */
const PUBLISH_WITHIN_SECONDS = 5;
/**
 * A task that was stored as queued this long ago and is untouched gets another message: the function that stored it may have
 * crashed before it sent one. When the queue is merely long, the task has two messages, and the second finds it done.
 */
const CONFIRM_WITHIN_SECONDS = 10;
const BATCH_SIZE = 500;
/** No batch is started with less time left. */
const BATCH_MARGIN_MS = 8_000;
/** Memberships are ended for that long at least, also when publishing took the time of the invocation. */
const MIN_ENDING_MS = 1_000;
/** The maximum duration of the SQS calls of one batch: a queue that does not respond delays the others only so long. */
const SEND_TIMEOUT_MS = 3_000;
/** The time limit when the invocation has no context. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** `{"republish":"queued"}`: treat the message of every queued task as lost, as after a queue was purged. */
export type RelayEvent = { readonly republish?: "queued" };

/** Tasks of one queue, oldest first. */
type Source = {
  /** The number of tasks still to be published at most. */
  readonly remaining: number;
  /** Where the next batch begins. */
  readonly from: string;
  readonly lock: (tx: Sql, from: string, limit: number) => Promise<OutboxTask[]>;
};

const FROM_THE_OLDEST = "-infinity";

const unpublished = (type: TaskType): Source => ({
  remaining: Number.POSITIVE_INFINITY,
  from: FROM_THE_OLDEST,
  lock: (tx, from, limit) => {
    const at = now();
    const createdBefore = addSeconds(at, -PUBLISH_WITHIN_SECONDS);
    return lockUnpublished(tx, { type, from, limit, now: at, createdBefore });
  },
});

const queued = (type: TaskType, queuedBefore: string, remaining: number): Source => ({
  remaining,
  from: FROM_THE_OLDEST,
  lock: (tx, from, limit) => lockQueued(tx, { type, from, limit, queuedBefore }),
});

const unconfirmed = (type: TaskType, queuedBefore: string): Source => ({
  remaining: Number.POSITIVE_INFINITY,
  from: FROM_THE_OLDEST,
  lock: (tx, from, limit) => lockUnconfirmed(tx, { type, from, limit, queuedBefore }),
});

/** The sources of a run. The messages of queued tasks are judged before anything is sent. */
const sourcesOf = async (event: RelayEvent | undefined, started: string): Promise<Source[]> => {
  const { LOST_AFTER_SECONDS } = environment();
  const confirmBefore =
    event?.republish === "queued" ? started : addSeconds(started, -CONFIRM_WITHIN_SECONDS);
  const sources = TASK_TYPES.flatMap((type) => [unpublished(type), unconfirmed(type, confirmBefore)]);
  for (const type of TASK_TYPES) {
    if (event?.republish === "queued") sources.push(queued(type, started, Number.POSITIVE_INFINITY));
    else {
      const lost = await countLost(database(), type, started, LOST_AFTER_SECONDS);
      if (lost > 0) sources.push(queued(type, addSeconds(started, -LOST_AFTER_SECONDS), lost));
    }
  }
  return sources;
};

/** Publishes one batch. @returns the number of tasks sent, and the rest of the source unless it is exhausted or refused */
const publishBatch = (source: Source): Promise<{ sent: number; rest: Source[] }> =>
  database().transaction(async (tx) => {
    const limit = Math.min(BATCH_SIZE, source.remaining);
    const tasks = await source.lock(tx, source.from, limit);
    const sent = (await publishTasks(tasks, { sql: tx, timeoutMs: SEND_TIMEOUT_MS })).size;
    const remaining = source.remaining - tasks.length;
    // A queue that accepts none is left until the next run, so that the other queues are served.
    if (tasks.length < limit || sent === 0 || remaining === 0) return { sent, rest: [] };
    return { sent, rest: [{ ...source, remaining, from: tasks.at(-1)!.since }] };
  });

const deadline = (context: Partial<Context> | undefined): number =>
  millis() + (context?.getRemainingTimeInMillis?.() ?? DEFAULT_TIMEOUT_MS) - BATCH_MARGIN_MS;

/** Takes one batch of every source in turn, so that a long queue does not delay the others. */
const publishAll = async (sources: readonly Source[], until: number): Promise<number> => {
  let published = 0;
  let open = sources;
  while (open.length > 0) {
    const next: Source[] = [];
    for (const source of open) {
      const { sent, rest } = await publishBatch(source);
      published += sent;
      next.push(...rest);
      if (millis() > until) return published;
    }
    open = next;
  }
  return published;
};

const secondsSince = (instant: string | null): number =>
  instant === null ? 0 : Math.max(0, (millis() - Date.parse(instant)) / 1000);

/** What a run did, and what it measured: alarms watch the measurements (infra/template/relay-alarms.ts). */
export type RelayReport = MonitoredCounts &
  EndedMemberships & {
    readonly published: number;
    /** The age of the oldest task whose message should have been sent, or may not have been. */
    readonly oldestUnpublishedSeconds: number;
    readonly oldestPostponedMailSeconds: number;
  };

/** Nothing reads the counts of the local stage, whose relay runs every two seconds: they would fill the terminal. */
const isLogged = ({
  published,
  oldestUnpublishedSeconds,
  oldestPostponedMailSeconds,
  ...counts
}: RelayReport) =>
  published > 0 ||
  oldestUnpublishedSeconds > CONFIRM_WITHIN_SECONDS ||
  oldestPostponedMailSeconds > 0 ||
  (environment().STAGE !== "local" && Object.values(counts).some((count) => count > 0));

export const handler = async (
  event: RelayEvent | undefined,
  context?: Partial<Context>,
): Promise<RelayReport> => {
  await followDatabaseClock();
  const until = deadline(context);
  const first = await publishAll(await sourcesOf(event, now()), until);
  const ended = await endMemberships(Math.max(until, millis() + MIN_ENDING_MS));
  // What ends of memberships have made is sent in the same run.
  const isPublished = ended.membershipsEnded + ended.membershipMails === 0 || millis() > until;
  const published = first + (isPublished ? 0 : await publishAll(TASK_TYPES.map(unpublished), until));
  const report = {
    published,
    ...ended,
    oldestUnpublishedSeconds: secondsSince(await oldestUnpublished(database(), now())),
    oldestPostponedMailSeconds: secondsSince(await oldestPostponedMail(database())),
    ...(await monitoredCounts(database(), now())),
  };
  // The metric filters of the alarms read the measurements from this log line.
  if (isLogged(report)) logger.info("relay", report);
  await keepHouse(until);
  return report;
};
