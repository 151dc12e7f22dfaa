/** Counts that alarms watch. Each reads a bounded range of a partial index, so that its cost does not grow with the tables. */
import * as z from "zod";
import { type Query, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const countsRow = rowOf({
  failedTasks: z.int(),
  rejectedTasks: z.int(),
  postponedTasks: z.int(),
  mailQuotaUsedPercent: z.number(),
});

export type MonitoredCounts = {
  /** Tasks that ended as failed in the last five minutes. */
  readonly failedTasks: number;
  /** Tasks that ended as rejected in the last five minutes. */
  readonly rejectedTasks: number;
  /** Tasks whose last attempt was postponed, up to `MAX_COUNTED`. */
  readonly postponedTasks: number;
  /** The share of SES's quota of 24 hours that is used up; 0 while it is unknown or unlimited. */
  readonly mailQuotaUsedPercent: number;
};

/** Failed and rejected tasks are counted among those of the newest orders, and postponed tasks, up to this number. */
const MAX_COUNTED = 20_000;

// A quota that was read long ago says nothing about today: no mail was sent since, or SES does not respond.
const COUNTS: Query<MonitoredCounts> = query(
  countsRow,
  `with ended as (
     select status from (
       select status, finished_at from tasks where status in ('rejected', 'failed') order by order_no desc limit $2
     ) as newest where finished_at > $1::timestamptz - interval '5 minutes'
   )
   select (select count(*)::int from ended where status = 'failed') as failed_tasks,
          (select count(*)::int from ended where status = 'rejected') as rejected_tasks,
          (select count(*)::int from (
             select 1 from tasks where postponed_since is not null limit $2
           ) as postponed) as postponed_tasks,
          coalesce((
            select 100 * sent_day / quota_day from mail_sending
            where quota_day > 0 and quota_checked_at > $1::timestamptz - interval '2 hours'
          ), 0)::float8 as mail_quota_used_percent`,
);

/** What alarms watch, as of an instant. */
export const monitoredCounts = (sql: Sql, now: string): Promise<MonitoredCounts> =>
  sql.one(COUNTS, [now, MAX_COUNTED]);
