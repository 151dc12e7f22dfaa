/** Numbers over time. */
import * as z from "zod";
import { activityInWholeQuarters, wholeQuarters } from "./activity.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type StatisticsRange = {
  readonly clientId: string | undefined;
  readonly since: string;
  readonly until: string;
  readonly by: "hour" | "day";
  /** A time zone whose hours begin when those of UTC do, as activity is counted by these. */
  readonly zone: string;
};

const row = rowOf({ at: instant, orders: z.int(), packingSlips: z.int(), mails: z.int() });
export type Statistics = z.infer<typeof row>;

/**
 * The beginnings of the hours or days of the zone: each hour has a full hour of UTC in it, each day one of noon or midnight, but for
 * the last one, which may have only begun. Finding a beginning among them is faster than computing it from the zone.
 */
const PERIOD = `period as (
  select array(
    select distinct date_trunc($4, at, $5) from (
      select generate_series(date_trunc('hour', $2::timestamptz), $3, case $4 when 'day' then interval '12 hours' else '1 hour' end)
      union all select $3
    ) as instants (at) order by 1
  ) as starts
)`;

/** What was received, issued and sent in each hour or day of a zone in which anything was, ascending. Imported orders are left out. */
export const countByPeriod = (sql: Sql, range: StatisticsRange): Promise<Statistics[]> =>
  sql.many(
    query(
      row,
      `with ${wholeQuarters("$2", "$3")}, ${activityInWholeQuarters("$1")}, ${PERIOD}, counted as (
         select at, orders, slips, mails from activity_in_period
         union all
         select quarter_of(o.received_at), count(*), 0, 0 from edge join orders o
           on not o.imported and o.received_at >= edge.since and o.received_at < edge.until and ($1::text is null or o.client_id = $1)
         group by 1
         union all
         select quarter_of(s.issued_at), 0, count(*), 0 from edge join packing_slips s
           on s.issued_at >= edge.since and s.issued_at < edge.until and ($1::text is null or s.client_id = $1)
         group by 1
         union all
         select quarter_of(e.sent_at), 0, 0, count(*) from edge join emails e
           on e.sent_at >= edge.since and e.sent_at < edge.until and ($1::text is null or e.client_id = $1)
         group by 1
       )
       select (select starts from period)[number] as at, sum(orders)::integer as orders, sum(slips)::integer as packing_slips,
              sum(mails)::integer as mails
       from (select width_bucket(counted.at, (select starts from period)) as number, orders, slips, mails from counted) as numbered
       group by number order by number`,
    ),
    [range.clientId ?? null, range.since, range.until, range.by, range.zone],
  );
