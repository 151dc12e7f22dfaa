/**
 * How often the rules of a rulebook were applied. Most orders are counted already, by the hour; the newest are counted here, and
 * so are cancellations.
 */
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** Orders are counted by the hour that many seconds after they were received: longer than a transaction that accepts one. */
export const SETTLED_AFTER_SECONDS = 300;
/** Takes about a second. */
const ORDERS_PER_STEP = 20_000;

const stepRow = rowOf({ taken: z.int() });

/**
 * Counts the next orders that have not been counted.
 * @param receivedBefore at least `SETTLED_AFTER_SECONDS` ago
 * @returns whether there may be more
 */
export const countRuleUsage = async (sql: Sql, receivedBefore: string): Promise<boolean> => {
  const { taken } = await sql.one(query(stepRow, "select count_rule_usage($1, $2) as taken"), [
    receivedBefore,
    ORDERS_PER_STEP,
  ]);
  return taken === ORDERS_PER_STEP;
};

const usageRow = rowOf({
  ruleId: z.string(),
  orders: z.int(),
  tasks: z.int(),
  freeItems: z.int(),
  lastAppliedAt: instant,
});
export type RuleUsage = z.infer<typeof usageRow>;

export type UsageFilter = {
  readonly version: number;
  /** Undefined: every client's orders. */
  readonly clientId: string | undefined;
  /** Orders received at this instant or later. */
  readonly since: string | undefined;
};

// Whole days are read as days, the rest of the first one as hours. The hour in which `since` lies is counted order by order, and
// so are the orders that have not been counted by the hour.
const USAGE = `
with bound as (
  select p.order_no as counted, coalesce($3::timestamptz, '-infinity') as since,
         case when $3::timestamptz is null then '-infinity'
              else date_bin('1 hour', $3::timestamptz - interval '1 microsecond', timestamptz 'epoch') + interval '1 hour'
         end as full_hours,
         case when $3::timestamptz is null then '-infinity'
              else date_bin('1 day', $3::timestamptz - interval '1 microsecond', timestamptz 'epoch') + interval '1 day'
         end as full_days
  from rule_usage_progress p
), single as (
  select o.order_no, o.received_at, o.gifts, o.notes, o.suppressed_by from orders o
  where not o.imported and o.order_no > (select counted from bound) and o.received_at >= (select since from bound)
    and o.rulebook_version = $1 and ($2::text is null or o.client_id = $2)
  union all
  select o.order_no, o.received_at, o.gifts, o.notes, o.suppressed_by from orders o
  where not o.imported and o.order_no <= (select counted from bound)
    and o.received_at >= (select since from bound) and o.received_at < (select full_hours from bound)
    and o.rulebook_version = $1 and ($2::text is null or o.client_id = $2)
), used as (
  select rule_id, orders, tasks, free_items, last_at from rule_usage
  where rulebook_version = $1 and ($2::text is null or client_id = $2)
    and hour >= (select full_hours from bound) and hour < (select full_days from bound)
  union all
  select rule_id, orders, tasks, free_items, last_at from rule_usage_days
  where rulebook_version = $1 and ($2::text is null or client_id = $2) and day >= (select full_days from bound)
  union all
  select a.rule_id, 1, a.tasks, a.free_items, s.received_at
  from single s cross join lateral rules_applied(s.order_no, s.gifts, s.notes, s.suppressed_by) a
  union all
  select a.rule_id, 1, a.tasks, 0, c.received_at
  from cancellations c cross join lateral cancellation_rules_applied(c) a
  where c.rulebook_version = $1 and ($2::text is null or c.client_id = $2)
    and c.received_at >= (select since from bound)
)
select rule_id, sum(orders)::bigint as orders, sum(tasks)::bigint as tasks, sum(free_items)::bigint as free_items,
       max(last_at) as last_applied_at
from used group by rule_id`;

/** Of each rule that was applied. */
export const findRuleUsage = (sql: Sql, { version, clientId, since }: UsageFilter): Promise<RuleUsage[]> =>
  sql.many(query(usageRow, USAGE), [version, clientId ?? null, since ?? null]);
