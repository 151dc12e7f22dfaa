-- A connection keeps the plans of a function's statements. Planned while the tables are nearly empty, a statement that finds some rows
-- by their keys would read a whole table to join them, and would still do so when that table has a million rows, until an
-- analyze. These functions run with every batch of tasks. Their statements scan no table, and "offset 0" keeps a lookup from
-- becoming a join.

alter function add_order_terms(bigint[]) set enable_seqscan = off;
alter function create_events_of_tasks() set enable_seqscan = off;
alter function add_cancelled_lines() set enable_seqscan = off;
alter function add_refunds() set enable_seqscan = off;

create or replace function count_tasks() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  insert into task_count_tail (client_id, quarter, type, tasks)
  select o.client_id, quarter_of(o.received_at), a.type, count(*)
  from added a
    cross join lateral (select client_id, received_at, imported from orders where order_no = a.order_no offset 0) as o
  where not o.imported group by 1, 2, 3;
  return null;
end $$;

create or replace function add_terms_of_slips() returns trigger
language plpgsql set enable_seqscan = off as $$
begin
  insert into order_terms (client_id, kind, term, order_no)
  select client_id, 'slip', number, order_no from new_slips
  on conflict do nothing;
  return null;
end $$;

create or replace function set_client_of_mail() returns trigger
language plpgsql set enable_seqscan = off as $$
begin
  select client_id into new.client_id
  from public.orders where order_no = (select order_no from public.tasks where task_id = new.task_id);
  return new;
end $$;

-- As in migration 0056.
create or replace function book_commissions() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  if exists (select from added where reverses is not null) then
    perform refuse_excessive_reversals(array(select reverses from added where reverses is not null));
  end if;
  perform share_ledger_locks(array(select o.client_id from added a
    cross join lateral (select client_id from orders where order_no = a.order_no offset 0) as o));
  insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, agent_id, at, about, month, booked_at)
  select a.entry_id, o.client_id, legs.kind, legs.debit, legs.credit, abs(a.amount), a.currency, a.agent_id, time.at,
         ledger_month(time.at), greatest(ledger_month(time.at), first_open_month(o.client_id)), a.booked_at
  from added a
    cross join lateral (select client_id from orders where order_no = a.order_no offset 0) as o
    join (values (false, 'commission', 'commission-expense', 'agents-payable'),
                 (true, 'reversal', 'agents-payable', 'commission-expense')) as legs (is_reversal, kind, debit, credit)
      on legs.is_reversal = (a.reverses is not null)
    cross join lateral (select coalesce(a.cancelled_at, a.paid_at) as at) as time;
  return null;
end $$;

-- As in migration 0057. Stored rows are looked up one by one: a batch may have thousands of lines, which only a hash join brings
-- together with the entries that were booked for them. What only reversals need runs only for them.
create or replace function book_royalties() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  reverses boolean;
begin
  if not exists (select from added where jsonb_path_exists(document, '$.lines[*].royaltyDue')) then
    return null;
  end if;
  perform share_ledger_locks(array(select client_id from added));
  reverses := exists (select from added where document ->> 'kind' = 'reversal');
  if reverses then
    -- Reversals of one line take turns, so that each sum has those before it.
    perform from royalty_entries
    where cancellation_no is null
      and (order_no, line_id) in (
        select order_no, line ->> 'lineId' from added, jsonb_array_elements(document -> 'lines') as line
        where document ->> 'kind' = 'reversal')
    order by entry_id for no key update;
  end if;

  with line as (
    select s.number, s.order_no, s.issued_at, s.client_id, o.currency, coalesce(c.at, o.paid_at) as at, t.cancellation_no,
           item ->> 'lineId' as line_id, item ->> 'title' as title, item ->> 'isbn' as isbn,
           array_to_string(array(select jsonb_array_elements_text(item -> 'authors')), '; ') as author,
           (item ->> 'royaltyRateBps')::integer as rate_bps, abs((item ->> 'quantity')::bigint) as units,
           abs((item ->> 'royaltyDue')::bigint) as royalty, abs((item ->> 'total')::bigint) as total
    from added s
      cross join lateral (select currency, paid_at from orders where order_no = s.order_no offset 0) as o
      cross join lateral (select cancellation_no from tasks where task_id = s.task_id offset 0) as t
      left join lateral (select at from cancellations where cancellation_no = t.cancellation_no offset 0) as c on true
      cross join lateral jsonb_array_elements(s.document -> 'lines') as item
    -- Of the other slips of cancellations, those that rules add have lines that were booked before.
    where item ? 'royaltyDue'
      and case when t.cancellation_no is null then coalesce(s.document ->> 'kind', 'slip') = 'slip'
               else s.document ->> 'kind' = 'reversal' end
  ), sold as (
    select line.*, coalesce(line.total, taken.amount, l.quantity * l.unit_price - l.discount - earlier.amount) as sales,
           case when line.cancellation_no is null then 1 else -1 end as sign
    from line
      cross join lateral (
        select quantity, unit_price, discount from order_lines
        where order_no = line.order_no and line_id = line.line_id offset 0
      ) as l
      left join lateral (
        select amount from cancelled_lines
        where cancellation_no = line.cancellation_no and line_id = line.line_id offset 0
      ) as taken on true
      cross join lateral (
        select case when l.quantity = line.units then 0 else coalesce(sum(c.amount), 0) end as amount
        from cancelled_lines c where c.order_no = line.order_no and c.line_id = line.line_id
      ) as earlier
    where line.cancellation_no is null
       or (select true from royalty_entries e
           where e.order_no = line.order_no and e.line_id = line.line_id and e.cancellation_no is null limit 1)
  ), booked as (
    insert into royalty_entries (entry_id, number, order_no, line_id, cancellation_no, author, title, isbn, rate_bps, units, sales,
                                 royalty)
    select gen_random_uuid(), number, order_no, line_id, cancellation_no, author, title, isbn, rate_bps, sign * units, sign * sales,
           sign * royalty
    from sold order by number
    on conflict (order_no, line_id, cancellation_no) do nothing
    returning entry_id, number, line_id, cancellation_no, royalty
  )
  insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, at, about, month, booked_at)
  select b.entry_id, l.client_id,
         case when b.cancellation_no is null then 'royalty' else 'royalty-reversal' end,
         case when b.cancellation_no is null then 'royalties-expense' else 'royalties-payable' end,
         case when b.cancellation_no is null then 'royalties-payable' else 'royalties-expense' end,
         abs(b.royalty), l.currency, l.at, ledger_month(l.at),
         greatest(ledger_month(l.at), first_open_month(l.client_id)), l.issued_at
  from booked b join line l using (number, line_id);

  if reverses and exists (
    select from royalty_entries e
    where (e.order_no, e.line_id) in (
      select r.order_no, r.line_id from royalty_entries r join added s on s.number = r.number where r.cancellation_no is not null)
    group by e.order_no, e.line_id having sum(e.royalty) < 0 or sum(e.units) < 0 or sum(e.sales) < 0
  ) then
    raise exception 'more is reversed than was booked'
      using errcode = 'check_violation', table = 'royalty_entries', constraint = 'reversals_within_entry';
  end if;
  return null;
end $$;
