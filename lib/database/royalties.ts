/** The royalties of a month, from the sums of the ledger: what slips with royalties had, less what reversing copies took back. */
import * as z from "zod";
import type { Month } from "./agent-months.ts";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** Of a title, or of all titles of a client. */
const sumsOf = (scope: "title" | "all") => `(
  select s.*, case when s.about < s.month then to_char(s.about, 'YYYY-MM') else '' end as about_month
  from clients c
    join all_royalty_sums s on s.client_id = c.client_id and s.month = ($2 || '-01')::date
      and s.item is ${scope === "title" ? "not null" : "null"}
  where $1::text is null or c.client_id = $1
) as owed`;

// A sum beyond the safe integers is rounded.
const SUMS = `sum(orders)::integer as orders, sum(units)::float8 as units, sum(sales)::float8 as sales,
  sum(royalty)::float8 as royalty, sum(reversals)::float8 as reversals`;

const sums = {
  currency: z.string(),
  /** Those with something sold. */
  orders: z.int(),
  units: z.number(),
  sales: z.number(),
  royalty: z.number(),
  /** The part of `royalty` that was taken back: zero or less. */
  reversals: z.number(),
};
const royaltyRow = rowOf({
  author: z.string(),
  title: z.string(),
  isbn: z.string(),
  rateBps: z.int(),
  /** The month that it is about, when that was closed before; else empty. */
  about: z.string(),
  ...sums,
});
/** Units, and amounts in minor units, are those of sales less those of cancellations. */
export type RoyaltyMonth = z.infer<typeof royaltyRow>;
const royaltyTotalRow = rowOf(sums);

const values = ({ clientId, month }: Month) => [clientId ?? null, month];

/** Royalties by author, title, rate and the month that they are about. */
export const listRoyalties = (
  sql: Sql,
  month: Month,
  page: { readonly after?: readonly string[] | undefined; readonly limit: number },
): Promise<RoyaltyMonth[]> =>
  sql.many(
    query(
      royaltyRow,
      `select author, title, isbn, rate_bps, about_month as about, currency, ${SUMS} from ${sumsOf("title")}
       where $3::text[] is null
          or (author, title, isbn, rate_bps, currency, about_month) > ($3[1], $3[2], $3[3], $3[4]::integer, $3[5], $3[6])
       group by author, title, isbn, rate_bps, currency, about_month
       order by author, title, isbn, rate_bps, currency, about_month limit $4`,
    ),
    [...values(month), page.after ?? null, page.limit],
  );

/** Their totals by currency. */
export const sumRoyalties = (sql: Sql, month: Month): Promise<z.infer<typeof royaltyTotalRow>[]> =>
  sql.many(
    query(
      royaltyTotalRow,
      `select currency, ${SUMS} from ${sumsOf("all")} group by currency order by currency`,
    ),
    values(month),
  );
