/**
 * The outbox: tasks that should have a message and have none. Every query is about one queue and reads a range of one index,
 * so that its cost does not depend on the size of the backlog (infra/migrations/0008_outbox.sql).
 */
import * as z from "zod";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import { instant, type Query, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const outboxRow = rowOf({
  taskId: z.uuid(),
  type: z.enum(TASK_TYPES),
  orderId: z.string(),
  /** Since when the task has been waiting; the order in which tasks are published. */
  since: instant,
});
export type OutboxTask = z.infer<typeof outboxRow>;

export type OutboxRange = {
  readonly type: TaskType;
  /** Only tasks that have waited since this instant or a later one; `-infinity` for all. */
  readonly from: string;
  readonly limit: number;
};

/** The instant at which a pending task may be published: the expression that the index has. */
const DUE = "coalesce(t.not_before, t.created_at)";

const UNPUBLISHED: Query<OutboxTask> = query(
  outboxRow,
  `select t.task_id, t.type, o.order_id, ${DUE} as since
   from tasks t join orders o using (order_no)
   where t.type = $1 and t.status = 'pending' and not t.blocked and ${DUE} >= $2 and ${DUE} <= $3
     and (t.created_at <= $4 or t.is_event)
   order by ${DUE} limit $5 for update of t skip locked`,
);

/**
 * Locks the oldest unpublished tasks of a queue. Locked rows are skipped, so that concurrent relays share the work.
 * @param input.createdBefore tasks created later are left to the function that accepted their order; those of events are not,
 * because no function publishes them
 */
export const lockUnpublished = (
  tx: Sql,
  input: OutboxRange & { readonly now: string; readonly createdBefore: string },
): Promise<OutboxTask[]> =>
  tx.many(UNPUBLISHED, [input.type, input.from, input.now, input.createdBefore, input.limit]);

const QUEUED: Query<OutboxTask> = query(
  outboxRow,
  `select t.task_id, t.type, o.order_id, t.queued_at as since
   from tasks t join orders o using (order_no)
   where t.type = $1 and t.status = 'queued' and t.send_unconfirmed = $5 and t.queued_at >= $2 and t.queued_at < $3
   order by t.queued_at limit $4 for update of t skip locked`,
);

type QueuedRange = OutboxRange & { readonly queuedBefore: string };

const lockQueuedBy =
  (isUnconfirmed: boolean) =>
  (tx: Sql, { type, from, queuedBefore, limit }: QueuedRange): Promise<OutboxTask[]> =>
    tx.many(QUEUED, [type, from, queuedBefore, limit, isUnconfirmed]);

/** Locks the tasks of a queue that were published longest ago, before an instant, and have not ended. */
export const lockQueued = lockQueuedBy(false);

/**
 * Locks the tasks of a queue that were stored as queued longest ago, before an instant, and are untouched: the function that
 * stored them may have crashed before it sent their messages.
 */
export const lockUnconfirmed = lockQueuedBy(true);

const countRow = rowOf({ count: z.int() });

/** The number of tasks of a queue that were published before an instant and have not ended, up to `max`. */
export const countQueued = async (
  sql: Sql,
  input: { readonly type: TaskType; readonly queuedBefore: string; readonly max: number },
): Promise<number> =>
  (
    await sql.one(
      query(
        countRow,
        `select count(*)::int as count from (
           select 1 from tasks
           where type = $1 and status = 'queued' and not send_unconfirmed and queued_at < $2 order by queued_at limit $3
         ) as found`,
      ),
      [input.type, input.queuedBefore, input.max],
    )
  ).count;

/** Tasks published in a period, and how many of their messages have been received. */
export type ReceivedShare = { readonly published: number; readonly received: number };

const receivedRow = rowOf({ published: z.int(), received: z.int() });

/**
 * The share of received messages among the tasks of a queue that were published in a period, by a sample: the newest 50
 * orders accepted in the period.
 */
export const sampleReceived = (
  sql: Sql,
  input: { readonly type: TaskType; readonly after: string; readonly until: string },
): Promise<ReceivedShare> =>
  sql.one(
    query(
      receivedRow,
      `select count(*)::int as published,
              (count(*) filter (where t.status <> 'queued' or t.attempts > 0))::int as received
       from (
         select order_no from orders where received_at > $2 and received_at <= $3 order by received_at desc limit 50
       ) as recent join tasks t using (order_no)
       where t.type = $1 and t.queued_at > $2 and t.queued_at <= $3`,
    ),
    [input.type, input.after, input.until],
  );

const oldestRow = rowOf({ oldest: instant.nullable() });

/** The instant since which the oldest task without a confirmed message has been waiting, or null when none waits. */
export const oldestUnpublished = async (sql: Sql, now: string): Promise<string | null> =>
  (
    await sql.one(
      query(
        oldestRow,
        `select min(first.due) as oldest
         from unnest($2::text[]) as queue(type), lateral (
           (select ${DUE} as due from tasks t
            where t.type = queue.type and t.status = 'pending' and not t.blocked and ${DUE} <= $1
            order by ${DUE} limit 1)
           union all
           (select t.queued_at from tasks t
            where t.type = queue.type and t.status = 'queued' and t.send_unconfirmed order by t.queued_at limit 1)
         ) as first`,
      ),
      [now, TASK_TYPES],
    )
  ).oldest;

/** The instant since which the oldest postponed mail has been waiting, or null when none is postponed. */
export const oldestPostponedMail = async (sql: Sql): Promise<string | null> =>
  (
    await sql.one(
      query(
        oldestRow,
        `select min(postponed_since) as oldest from tasks where type = 'email' and postponed_since is not null`,
      ),
    )
  ).oldest;
