-- Sums of the ledger by month, so that a report reads a row for each agent or title instead of every booking. A transaction that
-- books only appends to the tail, so bookings never wait for each other. The relay adds the tail to the sums. Reports read both in one
-- statement, so they have every booking exactly once.

-- Bookings that the sums do not have yet. Only the trigger adds them.
create table ledger_tail (
  entry_id uuid primary key
);

create function add_to_ledger_tail() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into ledger_tail (entry_id) select entry_id from added;
  return null;
end
$$;
create trigger add_to_ledger_tail after insert on ledger
  referencing new table as added
  for each statement execute function add_to_ledger_tail();

-- What agents are owed, by kind of booking.
create table ledger_sums (
  client_id text not null,
  month     date not null,
  agent_id  text not null,
  currency  text not null,
  kind      text not null,
  owed      bigint not null,
  bookings  bigint not null check (bookings > 0),
  primary key (client_id, month, agent_id, currency, kind)
);

-- What was sold with a commission, by agent, and for all agents of a client in the row without one: a line on which several
-- agents earn is sold once.
create table sold_sums (
  client_id text not null,
  month     date not null,
  agent_id  text,
  currency  text not null,
  orders    bigint not null check (orders >= 0),
  units     bigint not null check (units >= 0),
  sales     bigint not null check (sales >= 0),
  unique nulls not distinct (client_id, month, agent_id, currency)
);

-- Royalties by author, title, rate and the month that they are about, and for all titles of a client in the row without a title.
create table royalty_sums (
  client_id text not null,
  month     date not null,
  currency  text not null,
  -- A digest of the following five, which may be too long for an index; null: of all titles.
  item      bytea check (octet_length(item) = 32),
  author    text,
  title     text,
  isbn      text,
  rate_bps  integer,
  about     date,
  -- Those with something sold.
  orders    bigint not null check (orders >= 0),
  units     bigint not null,
  sales     bigint not null,
  royalty   bigint not null,
  -- The part of `royalty` that was taken back.
  reversals bigint not null check (reversals <= 0),
  unique nulls not distinct (client_id, month, currency, item),
  check (num_nulls(item, author, title, isbn, rate_bps, about) in (0, 6))
);

-- What some bookings of the tail add to each of the sums. An order or a line that the sums have already adds nothing, or what a
-- line has more than before. `order_no` and `line_id` lead to indexes.
create function added_ledger_sums(entries uuid[]) returns setof ledger_sums
language sql stable as $$
  select client_id, month, agent_id, currency, kind,
         sum(case when credit = 'agents-payable' then amount else -amount end)::bigint, count(*)
  from ledger where entry_id = any (entries) and agent_id is not null
  group by client_id, month, agent_id, currency, kind
$$;

create function added_sold_sums(entries uuid[]) returns setof sold_sums
language sql stable as $$
  with added as (
    select l.client_id, l.month, l.agent_id, l.currency, e.order_no, e.line_id, coalesce(e.units, o.quantity) as units,
           e.base as sales
    from ledger l join commission_entries e using (entry_id) join order_lines o using (order_no, line_id)
    where l.entry_id = any (entries) and l.kind = 'commission'
  ), counted as (
    select l.client_id, l.month, l.agent_id, l.currency, e.order_no, e.line_id, coalesce(e.units, o.quantity) as units,
           e.base as sales
    from (select distinct order_no, month from added) a
      join commission_entries e on e.order_no = a.order_no and e.reverses is null
      join ledger l on l.entry_id = e.entry_id and l.month = a.month
      join order_lines o on o.order_no = e.order_no and o.line_id = e.line_id
    where not exists (select from ledger_tail t where t.entry_id = l.entry_id)
  ), line as (
    select client_id, month, scope.agent_id, currency, order_no, line_id, bool_or(is_counted) as is_counted,
           max(units) - coalesce(max(units) filter (where is_counted), 0) as units,
           max(sales) - coalesce(max(sales) filter (where is_counted), 0) as sales
    from (select *, false as is_counted from added union all select *, true from counted) as booked
      cross join lateral (values (booked.agent_id), (null)) as scope (agent_id)
    group by client_id, month, scope.agent_id, currency, order_no, line_id
  ), by_order as (
    select client_id, month, agent_id, currency, order_no, (not bool_or(is_counted))::integer as orders, sum(units) as units,
           sum(sales) as sales
    from line group by client_id, month, agent_id, currency, order_no
  )
  select client_id, month, agent_id, currency, sum(orders)::bigint, sum(units)::bigint, sum(sales)::bigint
  from by_order group by client_id, month, agent_id, currency
$$;

create function added_royalty_sums(entries uuid[]) returns setof royalty_sums
language sql stable as $$
  with added as (
    select l.client_id, l.month, l.currency, l.about, r.*
    from ledger l join royalty_entries r using (entry_id) where l.entry_id = any (entries)
  ), counted as (
    select l.client_id, l.month, l.currency, l.about, r.*
    from (select distinct order_no, month from added where cancellation_no is null) a
      join royalty_entries r on r.order_no = a.order_no and r.cancellation_no is null
      join ledger l on l.entry_id = r.entry_id and l.month = a.month
    where not exists (select from ledger_tail t where t.entry_id = l.entry_id)
  ), booked as (
    select b.*, sha256(convert_to(jsonb_build_array(author, title, isbn, rate_bps, about)::text, 'UTF8')) as item
    from (select *, false as is_counted from added union all select *, true from counted) as b
  ), by_order as (
    select client_id, month, currency, case when of_item then item end as item, case when of_item then author end as author,
           case when of_item then title end as title, case when of_item then isbn end as isbn,
           case when of_item then rate_bps end as rate_bps, case when of_item then about end as about,
           (coalesce(bool_or(cancellation_no is null), false) and not bool_or(is_counted))::integer as orders,
           sum(units) filter (where not is_counted) as units, sum(sales) filter (where not is_counted) as sales,
           sum(royalty) filter (where not is_counted) as royalty,
           sum(royalty) filter (where not is_counted and cancellation_no is not null) as reversals
    from booked cross join (values (true), (false)) as scope (of_item)
    group by client_id, month, currency, of_item, 4, 5, 6, 7, 8, 9, order_no
    having bool_or(not is_counted)
  )
  select client_id, month, currency, item, author, title, isbn, rate_bps, about, sum(orders)::bigint, sum(units)::bigint,
         sum(sales)::bigint, sum(royalty)::bigint, coalesce(sum(reversals), 0)::bigint
  from by_order group by client_id, month, currency, item, author, title, isbn, rate_bps, about
$$;

-- The sums with the tail. A key may have two rows, which are to be added.
create view all_ledger_sums as
select * from ledger_sums union all select * from added_ledger_sums(array(select entry_id from ledger_tail));
create view all_sold_sums as
select * from sold_sums union all select * from added_sold_sums(array(select entry_id from ledger_tail));
create view all_royalty_sums as
select * from royalty_sums union all select * from added_royalty_sums(array(select entry_id from ledger_tail));

-- Adds bookings of the tail to the sums, at most so many, and returns how many. One transaction at a time does, because what it
-- adds depends on what the sums have; another one adds nothing.
create function fold_ledger_tail(max_entries integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entries uuid[];
begin
  if not pg_try_advisory_xact_lock(hashtextextended('fold_ledger_tail', 0)) then
    return 0;
  end if;
  entries := array(select entry_id from ledger_tail limit max_entries);
  insert into ledger_sums as s select * from added_ledger_sums(entries)
  on conflict (client_id, month, agent_id, currency, kind) do update
  set owed = s.owed + excluded.owed, bookings = s.bookings + excluded.bookings;
  insert into sold_sums as s select * from added_sold_sums(entries)
  on conflict (client_id, month, agent_id, currency) do update
  set orders = s.orders + excluded.orders, units = s.units + excluded.units, sales = s.sales + excluded.sales;
  insert into royalty_sums as s select * from added_royalty_sums(entries)
  on conflict (client_id, month, currency, item) do update
  set orders = s.orders + excluded.orders, units = s.units + excluded.units, sales = s.sales + excluded.sales,
      royalty = s.royalty + excluded.royalty, reversals = s.reversals + excluded.reversals;
  delete from ledger_tail where entry_id = any (entries);
  return cardinality(entries);
end
$$;

-- What was booked before. The relay continues when this takes too long for a deploy.
insert into ledger_tail (entry_id) select entry_id from ledger;
do $$ begin
  while clock_timestamp() < now() + interval '2 minutes' and fold_ledger_tail(20000) > 0 loop
  end loop;
end $$;
