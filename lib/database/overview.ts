/** What is going on: orders, tasks, the outbox and mails in numbers. */
import * as z from "zod";
import { TASK_TYPES, type TaskType } from "../tasks/registry.ts";
import { inWholeQuarters, wholeQuarters } from "./activity.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** Whose orders are counted, undefined for every client's; and since when received. */
export type OverviewScope = { readonly clientId: string | undefined; readonly since: string };

const type = z.enum(TASK_TYPES);
const OF_CLIENT = "($1::text is null or o.client_id = $1)";
/** Tasks that are not done have their client. */
const TASK_OF_CLIENT = "($1::text is null or t.client_id = $1)";
const OPEN = "t.status in ('pending', 'queued')";
const TROUBLED = "t.status in ('rejected', 'failed')";

/** Numbers rise with the receipt, but for imported orders, which have higher ones. */
const FIRST_NUMBER = `coalesce(
  (select order_no from orders where not imported and received_at >= $2 order by received_at, order_no limit 1), 9e18::bigint)`;

/**
 * Whether the order `n` was received since. `offset 0` keeps the planner from turning it into a join, which would read every order
 * that was received since.
 */
const IS_RECEIVED =
  "(select from orders o where o.order_no = n.order_no and not o.imported and o.received_at >= $2 offset 0)";

const ordersRow = rowOf({
  received: z.int(),
  processing: z.int(),
  attention: z.int(),
  openOfReceived: z.int(),
  cancelled: z.int(),
});

/** Orders received since; and all that are open or need attention, whenever they were received. */
export const countOrders = async (sql: Sql, { clientId, since }: OverviewScope) => {
  const { received, processing, attention, openOfReceived, cancelled } = await sql.one(
    query(
      ordersRow,
      `with ${wholeQuarters("$2")}, open as (
         select distinct t.order_no from tasks t where ${OPEN} and not t.is_event and ${TASK_OF_CLIENT}
       ), troubled as (
         select distinct t.order_no from tasks t where ${TROUBLED} and not t.is_event and ${TASK_OF_CLIENT}
       ), attention as (
         select order_no from troubled where not exists (select from open where open.order_no = troubled.order_no)
       ), unfinished as (
         select order_no from open union all select order_no from attention
       )
       select (select coalesce(sum(orders), 0) from all_activity where ${inWholeQuarters("$1")})::integer
                + (select count(*)::integer from edge join orders o
                     on not o.imported and o.received_at >= edge.since and o.received_at < edge.until and ${OF_CLIENT}) as received,
              (select count(*)::integer from open) as processing,
              (select count(*)::integer from attention) as attention,
              (select count(*)::integer from unfinished as n cross join lateral ${IS_RECEIVED} as o
               where n.order_no >= ${FIRST_NUMBER}) as open_of_received,
              (select count(*)::integer from orders o
               where o.cancelled_at is not null and not o.imported and o.received_at >= $2 and ${OF_CLIENT}
                 and not exists (select from unfinished where unfinished.order_no = o.order_no)) as cancelled`,
    ),
    [clientId ?? null, since],
  );
  return { received, processing, attention, completed: received - openOfReceived - cancelled, cancelled };
};

const countRow = rowOf({
  type,
  open: z.int(),
  oldestOpen: instant.nullable(),
  done: z.int(),
  rejected: z.int(),
  failed: z.int(),
  skipped: z.int(),
});
export type TaskCounts = z.infer<typeof countRow>;

const NO_TASKS = { open: 0, oldestOpen: null, done: 0, rejected: 0, failed: 0, skipped: 0 };

/** By type: all that are open, rejected or failed; and those done or skipped of the orders received since. */
export const countTasks = async (
  sql: Sql,
  { clientId, since }: OverviewScope,
): Promise<Record<TaskType, Omit<TaskCounts, "type">>> => {
  const rows = await sql.many(
    query(
      countRow,
      `with ${wholeQuarters("$2")}, not_done as (
         select t.type, t.status, t.order_no, t.created_at from tasks t where ${OPEN} and ${TASK_OF_CLIENT}
         union all
         select t.type, t.status, t.order_no, t.created_at from tasks t where ${TROUBLED} and ${TASK_OF_CLIENT}
       ), skipped as (
         select t.type, t.order_no from tasks t
         where t.status = 'skipped' and ${TASK_OF_CLIENT} and t.order_no >= ${FIRST_NUMBER}
       ), of_received as (
         select n.type, n.is_skipped
         from (select type, order_no, false as is_skipped from not_done where order_no >= ${FIRST_NUMBER}
               union all select type, order_no, true from skipped) as n
           cross join lateral ${IS_RECEIVED} as o
       ), counted as (
         select type, 0 as open, null::timestamptz as oldest, sum(tasks) as done, 0 as rejected, 0 as failed, 0 as skipped
         from all_task_counts where ${inWholeQuarters("$1")} group by type
         union all
         select t.type, 0, null, count(*), 0, 0, 0
         from edge join orders o
             on not o.imported and o.received_at >= edge.since and o.received_at < edge.until and ${OF_CLIENT}
           join tasks t using (order_no)
         group by t.type
         union all
         select type, 0, null, -count(*), 0, 0, count(*) filter (where is_skipped) from of_received group by type
         union all
         select type, count(*) filter (where status in ('pending', 'queued')),
                min(created_at) filter (where status in ('pending', 'queued')), 0, count(*) filter (where status = 'rejected'),
                count(*) filter (where status = 'failed'), 0
         from not_done group by type
       )
       select type, sum(open)::integer as open, min(oldest) as oldest_open,
              ${["done", "rejected", "failed", "skipped"].map((status) => `sum(${status})::integer as ${status}`).join(", ")}
       from counted group by type`,
    ),
    [clientId ?? null, since],
  );
  const found = new Map(rows.map(({ type: of, ...counts }) => [of, counts]));
  return Object.fromEntries(TASK_TYPES.map((of) => [of, found.get(of) ?? NO_TASKS])) as Record<
    TaskType,
    Omit<TaskCounts, "type">
  >;
};

const outboxRow = rowOf({
  unpublished: z.int(),
  oldestUnpublished: instant.nullable(),
  sent: z.int(),
  possibleDuplicates: z.int(),
  postponed: z.int(),
  oldestPostponed: instant.nullable(),
  suppressed: z.int(),
});

/** Tasks that wait for their message, and mails: sent since, and postponed. Suppressed addresses are those of the company. */
export const countOutboxAndMails = (sql: Sql, { clientId, since }: OverviewScope, now: string) =>
  sql.one(
    query(
      outboxRow,
      `with ${wholeQuarters("$2")}
       select outbox.*, mails.*, postponed.*,
         (select count(*)::integer from suppressed_addresses) as suppressed
       from (
         select count(*)::integer as unpublished, min(coalesce(t.not_before, t.created_at)) as oldest_unpublished
         from tasks t
         where t.status = 'pending' and not t.blocked and coalesce(t.not_before, t.created_at) <= $3 and ${TASK_OF_CLIENT}
       ) as outbox, (
         select sum(mails)::integer as sent, sum(possible_duplicates)::integer as possible_duplicates from (
           select coalesce(sum(mails), 0) as mails, coalesce(sum(possible_duplicates), 0) as possible_duplicates
           from all_activity where ${inWholeQuarters("$1")}
           union all
           select count(*), count(*) filter (where e.possible_duplicate)
           from edge join emails e
             on e.sent_at >= edge.since and e.sent_at < edge.until and ($1::text is null or e.client_id = $1)
         ) as counted
       ) as mails, (
         select count(*)::integer as postponed, min(t.postponed_since) as oldest_postponed
         from tasks t where t.type = 'email' and t.postponed_since is not null and ${TASK_OF_CLIENT}
       ) as postponed`,
    ),
    [clientId ?? null, since, now],
  );

const scheduledRow = rowOf({ scheduled: z.int() });

/** How many activations are still to come. */
export const countScheduled = async (sql: Sql, now: string): Promise<number> =>
  (
    await sql.one(
      query(
        scheduledRow,
        "select count(*)::integer as scheduled from rulebook_schedule where effective_from > $1",
      ),
      [now],
    )
  ).scheduled;
