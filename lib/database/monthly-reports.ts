/** The data of a month over all agents and all books, and lists of memberships. */
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A month of a client, or with undefined of all. `month` is `2026-11`, a month of the given time zone. */
export type Month = {
  readonly clientId: string | undefined;
  readonly month: string;
  readonly zone: string;
};

const IN_MONTH = (column: string) => `($1::text is null or o.client_id = $1)
  and ${column} >= (($2 || '-01')::timestamp at time zone $3)
  and ${column} < ((($2 || '-01')::timestamp + interval '1 month') at time zone $3)`;

const valuesOf = ({ clientId, month, zone }: Month) => [clientId ?? null, month, zone];

// An agent who earns on a line in several roles sold it once.
const SOLD = `sold as (
  select o.client_id, c.agent_id, c.currency, c.order_no, c.line_id, max(l.quantity) as quantity, max(c.base) as base,
         sum(c.amount) as amount
  from commission_entries c join orders o using (order_no) join order_lines l using (order_no, line_id)
  where ${IN_MONTH("c.paid_at")}
  group by o.client_id, c.agent_id, c.currency, c.order_no, c.line_id
)`;

const agentRow = rowOf({
  clientId: z.string(),
  agentId: z.string(),
  name: z.string().nullable(),
  currency: z.string(),
  orders: z.int(),
  units: z.number(),
  sales: z.number(),
  commission: z.number(),
});
export type AgentMonth = z.infer<typeof agentRow>;

/**
 * What each agent earned in a month, by currency.
 * @param page at most `limit` rows, after a client, an agent and a currency
 */
export const listAgentMonths = (
  sql: Sql,
  month: Month,
  page: { readonly after?: readonly string[] | undefined; readonly limit: number },
): Promise<AgentMonth[]> =>
  sql.many(
    query(
      agentRow,
      `with ${SOLD}
       select s.client_id, s.agent_id, a.name, s.currency, count(distinct order_no)::integer as orders,
              sum(quantity)::float8 as units, sum(base)::float8 as sales, sum(amount)::float8 as commission
       from sold s left join agents a on a.client_id = s.client_id and a.agent_id = s.agent_id
       where $4::text[] is null or (s.client_id, s.agent_id, s.currency) > ($4[1], $4[2], $4[3])
       group by s.client_id, s.agent_id, a.name, s.currency order by s.client_id, s.agent_id, s.currency limit $5`,
    ),
    [...valuesOf(month), page.after ?? null, page.limit],
  );

const totalRow = rowOf({
  currency: z.string(),
  agents: z.int(),
  orders: z.int(),
  units: z.number(),
  sales: z.number(),
  commission: z.number(),
});

/** The totals of all agents by currency. A line on which several agents earn is sold once. */
export const sumAgentMonths = (sql: Sql, month: Month): Promise<z.infer<typeof totalRow>[]> =>
  sql.many(
    query(
      totalRow,
      `with ${SOLD}, lines as (
         select currency, order_no, line_id, max(quantity) as quantity, max(base) as base, sum(amount) as amount
         from sold group by currency, order_no, line_id
       )
       select currency, (select count(distinct (client_id, agent_id)) from sold s where s.currency = lines.currency)::integer as agents,
              count(distinct order_no)::integer as orders, sum(quantity)::float8 as units, sum(base)::float8 as sales,
              sum(amount)::float8 as commission
       from lines group by currency order by currency`,
    ),
    valuesOf(month),
  );

// A line is on one slip with royalties at most, and counts once when it is on several.
const OWED = `owed as (
  select distinct on (s.order_no, line ->> 'lineId') o.client_id, o.currency, s.order_no, line ->> 'isbn' as isbn, line ->> 'title' as title,
         array_to_string(array(select jsonb_array_elements_text(line -> 'authors')), '; ') as author,
         (line ->> 'royaltyRateBps')::integer as rate_bps, l.quantity, l.quantity * l.unit_price - l.discount as sales,
         (line ->> 'royaltyDue')::bigint as royalty
  from orders o join packing_slips s using (order_no)
    cross join lateral jsonb_array_elements(s.document -> 'lines') as line
    join order_lines l on l.order_no = s.order_no and l.line_id = line ->> 'lineId'
  where line ? 'royaltyDue' and ${IN_MONTH("o.paid_at")}
  order by s.order_no, line ->> 'lineId', s.issued_at
)`;

const SUMS = `count(distinct order_no)::integer as orders, sum(quantity)::float8 as units, sum(sales)::float8 as sales,
  sum(royalty)::float8 as royalty`;

const royaltyShape = {
  currency: z.string(),
  orders: z.int(),
  units: z.number(),
  sales: z.number(),
  royalty: z.number(),
};
const royaltyRow = rowOf({
  author: z.string(),
  title: z.string(),
  isbn: z.string(),
  rateBps: z.int(),
  ...royaltyShape,
});
export type RoyaltyMonth = z.infer<typeof royaltyRow>;
const royaltyTotalRow = rowOf(royaltyShape);

/** The royalties on the issued slips of a month, by author, title and rate. */
export const listRoyalties = (
  sql: Sql,
  month: Month,
  page: { readonly after?: readonly string[] | undefined; readonly limit: number },
): Promise<RoyaltyMonth[]> =>
  sql.many(
    query(
      royaltyRow,
      `with ${OWED}
       select author, title, isbn, rate_bps, currency, ${SUMS} from owed
       where $4::text[] is null
          or (author, title, isbn, rate_bps, currency) > ($4[1], $4[2], $4[3], $4[4]::integer, $4[5])
       group by author, title, isbn, rate_bps, currency order by author, title, isbn, rate_bps, currency limit $5`,
    ),
    [...valuesOf(month), page.after ?? null, page.limit],
  );

/** Their totals by currency. */
export const sumRoyalties = (sql: Sql, month: Month): Promise<z.infer<typeof royaltyTotalRow>[]> =>
  sql.many(
    query(
      royaltyTotalRow,
      `with ${OWED} select currency, ${SUMS} from owed group by currency order by currency`,
    ),
    valuesOf(month),
  );

const membershipRow = rowOf({
  clientId: z.string(),
  customerId: z.string(),
  status: z.enum(["active", "inactive"]),
  plan: z.string().nullable(),
  since: instant.nullable(),
  expiresAt: instant.nullable(),
});
export type ListedMembership = z.infer<typeof membershipRow>;

export type MembershipFilter = {
  readonly clientId: string | undefined;
  readonly status?: "active" | "inactive" | undefined;
  readonly plan?: string | undefined;
  readonly expiresBefore?: string | undefined;
  /** Client and customer. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
};

// An expired membership is inactive, also while its row has the status `active`.
const STATUS = "case when m.status = 'active' and m.expires_at > $5 then 'active' else 'inactive' end";
const FILTERED = `membership_accounts m where m.status <> 'none' and ($1::text is null or m.client_id = $1)
  and ($2::text is null or ${STATUS} = $2) and ($3::text is null or m.plan = $3)
  and ($4::timestamptz is null or m.expires_at < $4)`;

const filterValues = ({ clientId, status, plan, expiresBefore }: MembershipFilter, now: string) => [
  clientId ?? null,
  status ?? null,
  plan ?? null,
  expiresBefore ?? null,
  now,
];

/** Memberships by client and customer. */
export const listMemberships = (
  sql: Sql,
  filter: MembershipFilter,
  now: string,
): Promise<ListedMembership[]> =>
  sql.many(
    query(
      membershipRow,
      `select m.client_id, m.customer_id, ${STATUS} as status, m.plan, m.since, m.expires_at from ${FILTERED}
         and ($6::text[] is null or (m.client_id, m.customer_id) > ($6[1], $6[2]))
       order by m.client_id, m.customer_id limit $7`,
    ),
    [...filterValues(filter, now), filter.after ?? null, filter.limit],
  );

const countRow = rowOf({
  status: z.enum(["active", "inactive"]),
  plan: z.string().nullable(),
  count: z.int(),
});

/** How many there are by status and plan. */
export const countMemberships = (sql: Sql, filter: MembershipFilter, now: string) =>
  sql.many(
    query(
      countRow,
      `select ${STATUS} as status, m.plan, count(*)::integer as count from ${FILTERED} group by 1, 2 order by 1, 2`,
    ),
    filterValues(filter, now),
  );
