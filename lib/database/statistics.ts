/** Numbers over time. */
import * as z from "zod";
import { inWholeQuarters, wholeQuarters } from "./activity.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type StatisticsRange = {
  readonly clientId: string | undefined;
  readonly since: string;
  readonly until: string;
  readonly by: "hour" | "day";
  readonly zone: string;
};

const row = rowOf({ at: instant, orders: z.int(), packingSlips: z.int(), mails: z.int() });
export type Statistics = z.infer<typeof row>;

/**
 * The beginnings of the hours or days of the zone: one in which no full hour of UTC lies there is in no zone. Finding a quarter's
 * beginning among them is faster than computing it from the zone.
 */
const PERIOD = `period as (
  select array(
    select distinct date_trunc($4, hour, $5)
    from generate_series(date_trunc('hour', $2::timestamptz), $3::timestamptz, interval '1 hour') as hour order by 1
  ) as starts
)`;

/** What was received, issued and sent in each hour or day of a zone in which anything was, ascending. Imported orders are left out. */
export const countByPeriod = (sql: Sql, range: StatisticsRange): Promise<Statistics[]> =>
  sql.many(
    query(
      row,
      `with ${wholeQuarters("$2", "$3")}, ${PERIOD}, counted as (
         select quarter, orders, slips, mails from all_activity where ${inWholeQuarters("$1")}
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
       from (select width_bucket(quarter, (select starts from period)) as number, orders, slips, mails from counted) as numbered
       group by number order by number`,
    ),
    [range.clientId ?? null, range.since, range.until, range.by, range.zone],
  );
