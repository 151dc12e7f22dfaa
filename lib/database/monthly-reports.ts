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

/** An expired membership is inactive, also while its row has the status `active`. */
const IS_ACTIVE = "(m.status = 'active' and m.expires_at > $5)";
const STATUS = `case when ${IS_ACTIVE} then 'active' else 'inactive' end`;
// A condition on columns, by which Postgres expects how many rows match: a page of many is read in the order of an index.
const IS_WANTED = `m.status <> 'none' and ($1::text is null or m.client_id = $1)
  and ($2::text is null or ($2 = 'active' and ${IS_ACTIVE}) or ($2 = 'inactive' and not ${IS_ACTIVE})) and ($3::text is null or m.plan = $3)
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
      `select m.client_id, m.customer_id, ${STATUS} as status, m.plan, m.since, m.expires_at from membership_accounts m
       where ${IS_WANTED} and ($6::text[] is null or (m.client_id, m.customer_id) > ($6[1], $6[2]))
       order by m.client_id, m.customer_id limit $7`,
    ),
    [...filterValues(filter, now), filter.after ?? null, filter.limit],
  );

const countRow = rowOf({
  status: z.enum(["active", "inactive"]),
  plan: z.string().nullable(),
  count: z.int(),
});

/** The days that `now` and `expiresBefore` divide. Written out, so that Postgres knows how few memberships end on them. */
const DIVIDED_DAYS = ["day_of($5::timestamptz)", "day_of(coalesce($4, $5)::timestamptz)"] as const;
const IS_WHOLE_DAY = DIVIDED_DAYS.map((day) => `ends_on is distinct from ${day}`).join(" and ");
const ENDS_ON_DIVIDED_DAY = DIVIDED_DAYS.map(
  (day) => `(expires_at >= ${day} and expires_at < ${day} + interval '1 day')`,
).join(" or ");

/** How many there are by status and plan. The counts are by the day of the end; on a divided day, memberships are counted themselves. */
export const countMemberships = (sql: Sql, filter: MembershipFilter, now: string) =>
  sql.many(
    query(
      countRow,
      `with counted as (
         select client_id, status, plan, ends_on as expires_at, memberships from all_membership_counts where ${IS_WHOLE_DAY}
         union all
         select client_id, status, plan, expires_at, 1 from membership_accounts where ${ENDS_ON_DIVIDED_DAY}
       )
       select ${STATUS} as status, m.plan, sum(m.memberships)::integer as count from counted m where ${IS_WANTED}
       group by 1, 2 having sum(m.memberships) > 0 order by 1, 2`,
    ),
    filterValues(filter, now),
  );
