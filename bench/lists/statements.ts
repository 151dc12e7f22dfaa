/**
 * The statements that store a range of orders with everything that they led to, as the functions would have. Their values: the
 * first and the last number, the number of all orders, the instant of the last one, and the kinds.
 */

/** The share of a year before the last order, its client, customer and kind. A customer's orders are of one client. */
const NUMBERED = `numbered as (
  select n, $4::timestamptz - ($3 - n) * (interval '365 days' / $3) as at, customer_no,
         case when customer_no % 1000 = 7 then 'small-shop' when customer_no % 5 = 0 then 'shop-2' else 'shop-1' end as client_id,
         'A-' || 1 + n % 200 as agent_id, $5::jsonb -> (n % 10)::integer as kind
  from generate_series($1::bigint, $2::bigint) as n
    cross join lateral (select n * 7919 % greatest($3 / 5, 10) as customer_no) as customer
)`;

/** In the shape of a UUID of version 7. */
const taskId = (at: string, n: string, position: string) =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(${n} || '-' || ${position}), 1, 3)
    || '8' || substr(md5(${n} || '-' || ${position}), 4, 15))::uuid`;

/** The last orders are still open; of the others, one in some hundreds needs attention. */
const TASK_STATUS = `case
  when n > $3 - 200 then case when position = 0 then 'queued' else 'pending' end
  when type = 'commission' and n % 1000 = 3 then 'rejected'
  when type = 'email' and n % 2000 = 5 then 'failed'
  when type = 'email' and n % 1000 = 8 then 'skipped'
  else 'done' end`;

const RESULT = `case type
  when 'packing_slip' then '{"packingSlip":"2026-000001"}'
  when 'membership' then jsonb_build_object('membership', payload)
  when 'email' then jsonb_build_object('sesMessageId', 'ses-' || n)
  else '{"entries":[]}' end`;

const STORE_ORDERS = `
with ${NUMBERED}, stored as (
  insert into orders (order_no, client_id, rulebook_version, order_id, content_hash, customer_id, currency, total, placed_at,
                      paid_at, received_at, snapshot, catalogue, gifts)
  overriding system value
  select n, client_id, 1, 'WEB-' || n, sha256(int8send(n)), 'C-' || customer_no, 'BRL', (kind ->> 'total')::bigint, at, at, at,
         (kind -> 'snapshot') || jsonb_build_object(
           'orderId', 'WEB-' || n, 'agentId', agent_id, 'placedAt', at,
           'customer', jsonb_build_object('customerId', 'C-' || customer_no, 'name', 'Cliente ' || customer_no,
             'email', md5(customer_no::text) || '@example.com', 'taxId', lpad((customer_no * 7919)::text, 11, '0')),
           'payment', (kind -> 'snapshot' -> 'payment') || jsonb_build_object('paidAt', at)),
         '{}', kind -> 'freeLines'
  from numbered
), stored_lines as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free, free_reason,
                           rule_id)
  select n, l.line_id, l.position, l.type,
         case when l.type = 'physical' and n % 2 = 1 then 'SKU-' || n % 2000 when l.type = 'book' then 'BOOK-' || n % 500
              else l.sku end,
         l.title, l.quantity, l.unit_price, l.discount, l.free, l.free_reason, l.rule_id
  from numbered, jsonb_to_recordset(kind -> 'lines') as l(line_id text, position int, type text, sku text, title text,
    quantity int, unit_price bigint, discount bigint, free boolean, free_reason text, rule_id text)
), planned as (
  select n, at, client_id, agent_id, customer_no, t.*, ${TASK_STATUS} as status
  from numbered, jsonb_to_recordset(kind -> 'tasks') as t(position int, type text, key text, payload jsonb, line_ids text[],
    because jsonb, rule_ids text[], after int)
)
insert into tasks (task_id, order_no, client_id, position, type, key, status, payload, line_ids, because, rule_ids, depends_on,
                   open_dependencies, blocked, account_id, attempts, attempts_logged, result, reason, cause, created_at,
                   queued_at, finished_at)
select ${taskId("at", "n", "position")}, n, client_id, position, type,
       case type when 'commission' then 'commission:' || agent_id else key end, status,
       case type when 'commission' then payload || jsonb_build_object('agentId', agent_id) else payload end,
       line_ids, because, rule_ids || ('rule-' || n % 60), case when after >= 0 then ${taskId("at", "n", "after")} end,
       case when after >= 0 then (status = 'pending')::integer end, after >= 0 and status = 'pending',
       case when type = 'membership' then (select account_id from membership_accounts a
         where a.client_id = planned.client_id and a.customer_id = 'C-' || customer_no) end,
       (status in ('done', 'rejected', 'failed'))::integer, (status in ('done', 'rejected', 'failed'))::integer,
       case when status = 'done' then ${RESULT} end,
       case status when 'rejected' then 'agent ' || agent_id || ' has no commission rate' when 'failed' then 'attempts used up' end,
       case status when 'rejected' then jsonb_build_object('code', 'agent-without-rate', 'agentId', agent_id)
                   when 'failed' then '{"code":"attempts-used-up"}' end,
       at, case when status <> 'pending' then at end,
       case when status not in ('pending', 'queued') then at + interval '2 seconds' end
from planned`;

/** As the trigger of orders does for one order. */
const STORE_TERMS = `
insert into order_terms (client_id, kind, term, order_no)
select o.client_id, t.kind, t.term, o.order_no
from orders o cross join lateral (
  values ('order', lower(o.order_id)), ('customer', lower(o.customer_id)),
         ('email', lower(o.snapshot -> 'customer' ->> 'email')), ('tax', tax_term(o.snapshot -> 'customer' ->> 'taxId')),
         ('agent', o.snapshot ->> 'agentId')
) as t (kind, term)
where o.order_no between $1 and $2 and t.term <> ''
union
select o.client_id, t.kind, t.term, o.order_no
from orders o join order_lines l using (order_no) cross join lateral (values ('sku', l.sku), ('rule', l.rule_id)) as t (kind, term)
where o.order_no between $1 and $2 and t.term <> ''
union
select o.client_id, 'rule', rule_id, o.order_no
from orders o join tasks t using (order_no) cross join unnest(t.rule_ids) as rule_id
where o.order_no between $1 and $2
union
select o.client_id, 'agent', t.payload ->> 'agentId', o.order_no
from orders o join tasks t using (order_no)
where o.order_no between $1 and $2 and t.type = 'commission'`;

const DONE = (type: string) => `done as (
  select t.task_id, t.order_no as n, t.finished_at, t.payload, t.line_ids, t.position, t.account_id, o.client_id, o.paid_at
  from tasks t join orders o using (order_no)
  where t.order_no between $1 and $2 and t.type = '${type}' and t.status = 'done'
)`;

// Slips of the last two days are not printed yet.
const STORE_SLIPS = `
with ${NUMBERED}, ${DONE("packing_slip")}, slips as (
  select d.*, d.payload ->> 'destination' as destination, k.kind, k.at,
         2 * d.n + (d.payload ->> 'destination' = 'royalties')::integer as slip_no
  from done d join numbered k using (n)
)
insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at, client_id, printed_at)
select to_char(at, 'YYYY') || '-' || lpad(slip_no::text, greatest(6, length(slip_no::text)), '0'), task_id, n, destination,
       cardinality(line_ids),
       case when destination = 'royalties' then jsonb_set(jsonb_set(document, '{lines,0,title}', to_jsonb('Livro ' || n % 500)),
         '{lines,0,authors}', to_jsonb(array['Autor ' || n % 150])) else document end
         || jsonb_build_object('orderId', 'WEB-' || n, 'issuedAt', at),
       finished_at, client_id,
       case when finished_at < $4::timestamptz - interval '2 days' then finished_at + interval '1 hour' end
from slips cross join lateral (select kind -> 'tasks' -> slips.position -> 'document' as document) as made`;

/** A print of the slips of a hundred orders. */
const STORE_PRINTS = `
with printed as (
  select s.number, s.printed_at, s.client_id, md5('print-' || s.client_id || (s.order_no - 1) / 100)::uuid as print_id, s.order_no
  from packing_slips s where s.order_no between $1 and $2 and s.printed_at is not null
), prints as (
  insert into slip_prints (print_id, client_id, created_at, created_by, confirmed_at, confirmed_by)
  select print_id, client_id, min(printed_at), 'key-1', min(printed_at), 'key-1' from printed group by print_id, client_id
  on conflict do nothing
)
insert into slip_print_items (print_id, position, number)
select print_id, row_number() over (partition by print_id order by number), number from printed`;

const STORE_CHANGES = `
with ${DONE("membership")}
insert into membership_events (task_id, account_id, order_no, change, plan_before, plan_after, expires_at, at)
select task_id, account_id, n, payload ->> 'change', null, coalesce(payload ->> 'plan', 'plus'), finished_at + interval '1 month',
       finished_at
from done`;

const STORE_MAILS = `
with ${DONE("email")}
insert into emails (task_id, template, recipient, possible_duplicate, ses_message_id, sent_at)
select task_id, d.payload ->> 'template', o.snapshot -> 'customer' ->> 'email', n % 5000 = 1, 'ses-' || n, d.finished_at
from done d join orders o on o.order_no = d.n`;

const KEEP_MAILS = `
insert into sent_mails (task_id, subject, text, html, sent_at)
select e.task_id, 'Seus vídeos estão prontos para assistir', repeat('texto ', 80), repeat('<p>texto</p> ', 160), e.sent_at
from tasks t join emails e using (task_id)
where t.order_no between $1 and $2 and t.type = 'email' and e.sent_at > $3::timestamptz - interval '90 days'`;

const STORE_COMMISSIONS = `
with ${DONE("commission")}
insert into commission_entries (entry_id, task_id, order_no, line_id, agent_id, base, rate_bps, amount, currency, paid_at,
                                booked_at)
select gen_random_uuid(), task_id, n, entry ->> 'lineId', payload ->> 'agentId', (entry ->> 'base')::bigint, 500,
       (entry ->> 'base')::bigint / 20, 'BRL', paid_at, finished_at
from done cross join lateral jsonb_array_elements(payload -> 'entries') as entry`;

const STORE_ATTEMPTS = `
insert into task_attempts (task_id, no, started_at, ended_at, outcome, detail, cause)
select task_id, 1, finished_at, finished_at, status, reason, cause from tasks
where order_no between $1 and $2 and status in ('done', 'rejected', 'failed')`;

/** In the order in which they are to be executed, each with the values that it takes. */
export const STATEMENTS: readonly {
  readonly text: string;
  readonly values: readonly ("first" | "last" | "count" | "until" | "kinds")[];
}[] = [
  { text: STORE_ORDERS, values: ["first", "last", "count", "until", "kinds"] },
  { text: STORE_TERMS, values: ["first", "last"] },
  { text: STORE_SLIPS, values: ["first", "last", "count", "until", "kinds"] },
  { text: STORE_PRINTS, values: ["first", "last"] },
  { text: STORE_CHANGES, values: ["first", "last"] },
  { text: STORE_MAILS, values: ["first", "last"] },
  { text: KEEP_MAILS, values: ["first", "last", "until"] },
  { text: STORE_COMMISSIONS, values: ["first", "last"] },
  { text: STORE_ATTEMPTS, values: ["first", "last"] },
];
