/** Lists of memberships. */
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

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

/** How many there are by status and plan. Grouped as the index has them, so that nothing is hashed for each membership. */
export const countMemberships = (sql: Sql, filter: MembershipFilter, now: string) =>
  sql.many(
    query(
      countRow,
      `with counted as (
         select m.status, m.plan, count(*) as all_of, count(*) filter (where m.expires_at > $5) as current
         from membership_accounts m
         where m.status <> 'none' and ($1::text is null or m.client_id = $1) and ($3::text is null or m.plan = $3)
           and ($4::timestamptz is null or m.expires_at < $4)
         group by m.client_id, m.status, m.plan
       ), shown as (
         select 'active' as status, plan, current as count from counted where status = 'active'
         union all
         select 'inactive', plan, all_of - case when status = 'active' then current else 0 end from counted
       )
       select status, plan, sum(count)::integer as count from shown where $2::text is null or status = $2
       group by status, plan having sum(count) > 0 order by status, plan`,
    ),
    filterValues(filter, now),
  );
