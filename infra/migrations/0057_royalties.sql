-- Royalties, from the slips that have them: booked when the slip is issued, and taken back when a reversing copy is.

create table royalty_entries (
  entry_id        uuid primary key,
  number          text not null references packing_slips,
  order_no        bigint not null,
  line_id         text not null,
  -- Null: what was sold.
  cancellation_no bigint references cancellations,
  -- Several are joined by semicolons.
  author          text not null,
  title           text not null,
  isbn            text not null,
  rate_bps        integer not null,
  units           bigint not null,
  sales           bigint not null,
  royalty         bigint not null,
  -- A line counts once when it is on several slips with royalties.
  unique nulls not distinct (order_no, line_id, cancellation_no),
  foreign key (order_no, line_id) references order_lines (order_no, line_id),
  check (case when cancellation_no is null then units > 0 and sales >= 0 and royalty >= 0
              else units < 0 and sales <= 0 and royalty <= 0 end)
);
create unique index royalty_entries_by_slip on royalty_entries (number, line_id);

-- Units, sales and royalties of what was sold are those that the slip has, at most one line per order line. A reversing copy
-- takes back what its cancellation took of the line; without a booking of the line there is nothing to take back.
create function book_royalties() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from added where jsonb_path_exists(document, '$.lines[*].royaltyDue')) then
    return null;
  end if;
  perform share_ledger_locks(array(select o.client_id from added join orders o using (order_no)));
  -- Reversals of one line take turns, so that each sum has those before it.
  perform from royalty_entries
  where cancellation_no is null
    and (order_no, line_id) in (
      select order_no, line ->> 'lineId' from added, jsonb_array_elements(document -> 'lines') as line
      where document ->> 'kind' = 'reversal')
  order by entry_id for no key update;

  with line as (
    select s.number, s.order_no, s.issued_at, o.client_id, o.currency, coalesce(c.at, o.paid_at) as at, c.cancellation_no,
           item ->> 'lineId' as line_id, item ->> 'title' as title, item ->> 'isbn' as isbn,
           array_to_string(array(select jsonb_array_elements_text(item -> 'authors')), '; ') as author,
           (item ->> 'royaltyRateBps')::integer as rate_bps, abs((item ->> 'quantity')::bigint) as units,
           abs((item ->> 'royaltyDue')::bigint) as royalty, abs((item ->> 'total')::bigint) as total
    from added s
      join orders o using (order_no)
      join tasks t using (task_id)
      left join cancellations c on c.cancellation_no = t.cancellation_no
      cross join lateral jsonb_array_elements(s.document -> 'lines') as item
    -- Of the other slips of cancellations, those that rules add have lines that were booked before.
    where item ? 'royaltyDue'
      and case when t.cancellation_no is null then coalesce(s.document ->> 'kind', 'slip') = 'slip'
               else s.document ->> 'kind' = 'reversal' end
  ), sold as (
    select line.*, coalesce(line.total, taken.amount, l.quantity * l.unit_price - l.discount - earlier.amount) as sales,
           case when line.cancellation_no is null then 1 else -1 end as sign
    from line
      join order_lines l using (order_no, line_id)
      left join cancelled_lines taken using (cancellation_no, line_id)
      cross join lateral (
        select case when l.quantity = line.units then 0 else coalesce(sum(c.amount), 0) end as amount
        from cancelled_lines c where c.order_no = line.order_no and c.line_id = line.line_id
      ) as earlier
    where line.cancellation_no is null
       or exists (select from royalty_entries e
                  where e.order_no = line.order_no and e.line_id = line.line_id and e.cancellation_no is null)
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

  if exists (
    select from royalty_entries e
    where (e.order_no, e.line_id) in (
      select r.order_no, r.line_id from royalty_entries r join added s on s.number = r.number where r.cancellation_no is not null)
    group by e.order_no, e.line_id having sum(e.royalty) < 0 or sum(e.units) < 0 or sum(e.sales) < 0
  ) then
    raise exception 'more is reversed than was booked'
      using errcode = 'check_violation', table = 'royalty_entries', constraint = 'reversals_within_entry';
  end if;
  return null;
end
$$;
create trigger book_royalties after insert on packing_slips
  referencing new table as added
  for each statement execute function book_royalties();

insert into royalty_entries (entry_id, number, order_no, line_id, author, title, isbn, rate_bps, units, sales, royalty)
select distinct on (s.order_no, item ->> 'lineId') gen_random_uuid(), s.number, s.order_no, item ->> 'lineId',
       array_to_string(array(select jsonb_array_elements_text(item -> 'authors')), '; '), item ->> 'title', item ->> 'isbn',
       (item ->> 'royaltyRateBps')::integer, l.quantity, l.quantity * l.unit_price - l.discount, (item ->> 'royaltyDue')::bigint
from packing_slips s
  cross join lateral jsonb_array_elements(s.document -> 'lines') as item
  join order_lines l on l.order_no = s.order_no and l.line_id = item ->> 'lineId'
where item ? 'royaltyDue'
order by s.order_no, item ->> 'lineId', s.issued_at;

insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, at, about, month, booked_at)
select e.entry_id, o.client_id, 'royalty', 'royalties-expense', 'royalties-payable', e.royalty, o.currency, o.paid_at,
       ledger_month(o.paid_at), ledger_month(o.paid_at), s.issued_at
from royalty_entries e join packing_slips s using (number) join orders o on o.order_no = e.order_no;
