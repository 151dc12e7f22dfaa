/** Thousands of orders with everything that was written about them: copies of one that was carried out. */
import type { Sql } from "../../lib/database/sql.ts";

const COPY = `
with source as (select * from orders where order_id = $1), copied as (
  insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at, paid_at,
                      received_at, snapshot, catalogue, gifts, notes)
  select client_id, order_id || '-' || n, content_hash, rulebook_version, customer_id, currency, total, placed_at, paid_at,
         coalesce($4, received_at), snapshot || jsonb_build_object('orderId', order_id || '-' || n), catalogue, gifts, notes
  from source, generate_series($2::integer, $3::integer) as n
  returning order_no
), lines as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free, free_reason,
                           rule_id)
  select c.order_no, l.line_id, l.position, l.type, l.sku, l.title, l.quantity, l.unit_price, l.discount, l.free,
         l.free_reason, l.rule_id
  from copied c, order_lines l join source using (order_no)
), new_tasks as (
  insert into tasks (task_id, order_no, client_id, position, type, key, status, payload, line_ids, because, rule_ids,
                     account_id, result, reason, cause, created_at, finished_at, attempts, attempts_logged)
  select gen_random_uuid(), c.order_no, t.client_id, t.position, t.type, t.key, t.status, t.payload, t.line_ids, t.because,
         t.rule_ids, t.account_id, t.result, t.reason, t.cause, t.created_at, t.finished_at, t.attempts, t.attempts_logged
  from copied c, tasks t join source using (order_no) where not t.is_event
  returning task_id, order_no, key, attempts_logged
), attempts as (
  insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail)
  select task_id, 1, now(), now(), 'failed', 'a message' from new_tasks where attempts_logged > 0
)
select count(*)::integer as tasks from new_tasks`;

const DOCUMENTS = `
with slips as (
  insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at)
  select '2026-' || lpad(nextval('packing_slip_numbers')::text, 6, '0'), t.task_id, t.order_no, s.destination, s.line_count,
         s.document, s.issued_at
  from tasks t join orders o using (order_no),
    packing_slips s join tasks k on k.task_id = s.task_id join orders p on p.order_no = s.order_no
  where p.order_id = $1 and o.order_id like $1 || '-%' and t.key = k.key
    and not exists (select from packing_slips q where q.task_id = t.task_id)
), mails as (
  insert into emails (task_id, template, recipient, ses_message_id, sent_at)
  select t.task_id, 'a-template', o.snapshot -> 'customer' ->> 'email', t.task_id::text, now()
  from tasks t join orders o using (order_no)
  where o.order_id like $1 || '-%' and t.type = 'email' and t.status = 'done'
    and not exists (select from emails e where e.task_id = t.task_id)
  returning task_id
)
insert into sent_mails (task_id, subject, text, html, sent_at)
select task_id, 'A subject', repeat('text ', 100), repeat('<p>html</p>', 200), now() from mails`;

const BATCH = 1_000;

/**
 * Copies an order that has ended, with its tasks, slips and mails.
 * @param receivedAt by default that of the order
 */
export const copyOrder = async (
  sql: Sql,
  orderId: string,
  copies: number,
  receivedAt?: string,
): Promise<void> => {
  for (let first = 1; first <= copies; first += BATCH)
    await sql.one(COPY, [orderId, first, Math.min(copies, first + BATCH - 1), receivedAt ?? null]);
  await sql.execute(DOCUMENTS, [orderId]);
  await sql.execute("analyze");
};
