/** A year of many orders of three clients, with all that they led to, stored by set-based statements. */
import pg from "pg";
import { orderKinds } from "./order-kinds.ts";
import { fillFast } from "./fast-fill.ts";
import { STATEMENTS } from "./statements.ts";

const CLIENTS = ["shop-1", "shop-2", "small-shop"];

const STORE_REGISTRY = [
  `insert into agents (client_id, agent_id, name, created_at)
   select c, 'A-' || n, 'Agente ' || n, now() from unnest($1::text[]) c, generate_series(1, 200) n`,
  `insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
   select client_id, agent_id, valid_from::timestamptz, rate_bps, now() from agents,
     (values ('-infinity', 500), ('2026-06-01Z', 700)) as rates(valid_from, rate_bps) where client_id = any ($1)`,
  `insert into catalogue (client_id, sku, type, title, link, updated_at)
   select c, kind || '-' || n, type, 'Artigo ' || n, case when type = 'video' and n % 10 > 0 then 'https://videos.example.com/' || n end,
          now()
   from unnest($1::text[]) c, (values ('SKU', 'physical', 2000), ('BOOK', 'book', 500), ('VIDEO', 'video', 100))
     as kinds(kind, type, size), generate_series(1, size) n`,
];

const STORE_ACCOUNTS = `
insert into membership_accounts (client_id, customer_id, status, plan, since, expires_at)
select case when n % 1000 = 7 then 'small-shop' when n % 5 = 0 then 'shop-2' else 'shop-1' end, 'C-' || n,
       case when n % 3 = 0 then 'inactive' else 'active' end, case when n % 4 = 0 then 'plus' else 'basic' end, $2,
       $2::timestamptz + (n % 400 - 200) * interval '1 day'
from generate_series(0, $1::bigint - 1) n`;

/** What people did: one entry for ten orders. */
const STORE_AUDIT = `
with entries as (
  insert into audit_entries (at, actor_client, key_id, key_name, action, subject, client_id)
  select $2::timestamptz - ($1 - n) * (interval '365 days' / $1), 'shop-1', 'key-' || n % 20, 'office ' || n % 20,
         case when n % 2 = 0 then 'retryTask' else 'putAgent' end,
         case when n % 2 = 0 then 'orders/WEB-' || n else 'agents/A-' || n % 200 end, 'shop-1'
  from generate_series(1, $1::bigint, 10) n
  returning entry_id
)
insert into audit_outcomes (entry_id, status) select entry_id, 200 from entries`;

/**
 * Tables that grow with the orders, whose scans tests look for. `emails` does, too, but with some thousand rows a scan of it
 * is cheaper than the hundred rows that the planner expects of a batch.
 */
export const LARGE_TABLES = [
  "orders",
  "order_lines",
  "order_terms",
  "tasks",
  "task_attempts",
  "packing_slips",
  "slip_print_items",
  "membership_events",
  "sent_mails",
  "commission_entries",
  "royalty_entries",
  "ledger",
];

/** What the statements fill. */
const FILLED = {
  tables: [...LARGE_TABLES, "emails"],
  keptIndexes: ["packing_slips_by_order"],
  triggers: ["orders.terms_of_orders"],
};

const BATCH = 5_000;

export type History = {
  readonly orders: number;
  /** The instant of the last order. */
  readonly until: string;
};

const storeRange = async (pool: pg.Pool, first: number, { orders, until }: History, kinds: string) => {
  const given = { first, last: Math.min(orders, first + BATCH - 1), count: orders, until, kinds };
  for (const { text, values } of STATEMENTS)
    await pool.query(
      text,
      values.map((name) => given[name]),
    );
};

const storeRanges = async (pool: pg.Pool, history: History, progress: (orders: number) => void) => {
  const kinds = JSON.stringify(orderKinds());
  let next = 1;
  let stored = 0;
  const worker = async () => {
    for (let first = next; first <= history.orders; first = next) {
      next += BATCH;
      await storeRange(pool, first, history, kinds);
      stored = Math.min(history.orders, stored + BATCH);
      progress(stored);
    }
  };
  await Promise.all([worker(), worker()]);
};

/** What the relay adds up. */
const ADDED_UP = [
  "count_rule_usage(now(), 50000)",
  "fold_ledger_tail(20000)",
  "fold_activity_tails(20000)",
  "fold_membership_count_tail(20000)",
];

const addUp = async (pool: pg.Pool): Promise<void> => {
  for (const step of ADDED_UP)
    while ((await pool.query<{ more: boolean }>(`select ${step} > 0 as more`)).rows[0]?.more);
};

/**
 * Stores the orders in a migrated and seeded database that has none.
 * @param progress called with the number of orders stored so far
 */
export const storeHistory = async (
  url: string,
  history: History,
  progress: (orders: number) => void = () => undefined,
): Promise<void> => {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  try {
    for (const client of CLIENTS)
      await pool.query("insert into clients (client_id, created_at) values ($1, now())", [client]);
    for (const text of STORE_REGISTRY) await pool.query(text, [CLIENTS]);
    await pool.query(STORE_ACCOUNTS, [Math.max(10, Math.floor(history.orders / 5)), history.until]);
    await fillFast(pool, FILLED, () => storeRanges(pool, history, progress));
    await pool.query(STORE_AUDIT, [history.orders, history.until]);
    await addUp(pool);
    await pool.query("select setval(pg_get_serial_sequence('orders', 'order_no'), $1)", [history.orders]);
    await pool.query("vacuum analyze");
  } finally {
    await pool.end();
  }
};
