/** Numbers over time. */
import * as z from "zod";
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

/** Quarters of an hour: hours and days of every time zone begin at one. Grouping by them first is faster than by hours of a zone. */
const QUARTER = (column: string) => `date_bin('15 minutes', ${column}, timestamptz 'epoch')`;

/** What was received, issued and sent in each hour or day of a zone in which anything was, ascending. Imported orders are left out. */
export const countByPeriod = (sql: Sql, range: StatisticsRange): Promise<Statistics[]> =>
  sql.many(
    query(
      row,
      `select date_trunc($4, quarter, $5) as at, sum(orders)::integer as orders, sum(slips)::integer as packing_slips,
              sum(mails)::integer as mails
       from (
         select ${QUARTER("o.received_at")} as quarter, count(*) as orders, 0 as slips, 0 as mails from orders o
         where not o.imported and o.received_at >= $2 and o.received_at < $3 and ($1::text is null or o.client_id = $1)
         group by 1
         union all
         select ${QUARTER("s.issued_at")}, 0, count(*), 0 from packing_slips s
         where s.issued_at >= $2 and s.issued_at < $3 and ($1::text is null or s.client_id = $1)
         group by 1
         union all
         select ${QUARTER("e.sent_at")}, 0, 0, count(*) from emails e
         where e.sent_at >= $2 and e.sent_at < $3 and ($1::text is null or e.client_id = $1)
         group by 1
       ) as counted group by at order by at`,
    ),
    [range.clientId ?? null, range.since, range.until, range.by, range.zone],
  );
