-- How many orders, slips and mails there were in each quarter of an hour, and how many tasks of each type the orders have that were
-- received in it. A transaction only appends to the tails; the relay adds these to the counts. Overviews and statistics read both in
-- one statement. Hours and days of every time zone begin at a quarter.

create function quarter_of(at timestamptz) returns timestamptz
language sql immutable parallel safe
return date_bin('15 minutes', at, timestamptz 'epoch');

create table activity (
  client_id           text not null,
  quarter             timestamptz not null,
  -- Received, but for imported ones.
  orders              integer not null,
  -- Issued.
  slips               integer not null,
  -- Sent; and those of them that may have arrived twice.
  mails               integer not null,
  possible_duplicates integer not null,
  primary key (client_id, quarter)
);
create table activity_tail (like activity);

create table task_counts (
  client_id text not null,
  -- Of the receipt of the order, which is not imported.
  quarter   timestamptz not null,
  type      text not null,
  tasks     integer not null,
  primary key (client_id, quarter, type)
);
create table task_count_tail (like task_counts);

create function count_orders() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into activity_tail (client_id, quarter, orders, slips, mails, possible_duplicates)
  select client_id, quarter_of(received_at), count(*), 0, 0, 0 from added where not imported group by 1, 2;
  return null;
end
$$;
create trigger count_orders after insert on orders
  referencing new table as added for each statement execute function count_orders();

create function count_slips() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into activity_tail (client_id, quarter, orders, slips, mails, possible_duplicates)
  select client_id, quarter_of(issued_at), 0, count(*), 0, 0 from added group by 1, 2;
  return null;
end
$$;
create trigger count_slips after insert on packing_slips
  referencing new table as added for each statement execute function count_slips();

-- A mail is sent once. Whether it may have arrived twice is known by then.
create function count_mail() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into activity_tail (client_id, quarter, orders, slips, mails, possible_duplicates)
  values (new.client_id, quarter_of(new.sent_at), 0, 0, 1, new.possible_duplicate::integer);
  return null;
end
$$;
create trigger count_sent_mail after update of sent_at on emails
  for each row when (old.sent_at is null and new.sent_at is not null) execute function count_mail();
create trigger count_new_mail after insert on emails
  for each row when (new.sent_at is not null) execute function count_mail();

create function count_tasks() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into task_count_tail (client_id, quarter, type, tasks)
  select o.client_id, quarter_of(o.received_at), a.type, count(*)
  from added a join orders o using (order_no) where not o.imported group by 1, 2, 3;
  return null;
end
$$;
create trigger count_tasks after insert on tasks
  referencing new table as added for each statement execute function count_tasks();

-- With the tails; a key may have several rows, which are to be added.
create view all_activity as select * from activity union all select * from activity_tail;
create view all_task_counts as select * from task_counts union all select * from task_count_tail;

-- Adds rows of the tails to the counts, at most so many of each, and returns how many.
create function fold_activity_tails(max_rows integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  folded integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('fold_activity_tails', 0)) then
    return 0;
  end if;
  with taken as (
    delete from activity_tail where ctid = any (array(select ctid from activity_tail limit max_rows)) returning *
  ), added as (
    insert into activity as a (client_id, quarter, orders, slips, mails, possible_duplicates)
    select client_id, quarter, sum(orders), sum(slips), sum(mails), sum(possible_duplicates) from taken group by 1, 2
    on conflict (client_id, quarter) do update
    set orders = a.orders + excluded.orders, slips = a.slips + excluded.slips, mails = a.mails + excluded.mails,
        possible_duplicates = a.possible_duplicates + excluded.possible_duplicates
  ), taken_tasks as (
    delete from task_count_tail where ctid = any (array(select ctid from task_count_tail limit max_rows)) returning *
  ), added_tasks as (
    insert into task_counts as c (client_id, quarter, type, tasks)
    select client_id, quarter, type, sum(tasks) from taken_tasks group by 1, 2, 3
    on conflict (client_id, quarter, type) do update set tasks = c.tasks + excluded.tasks
  )
  select (select count(*) from taken) + (select count(*) from taken_tasks) into folded;
  return folded;
end
$$;

-- What there was before.
insert into activity (client_id, quarter, orders, slips, mails, possible_duplicates)
select client_id, quarter, sum(orders), sum(slips), sum(mails), sum(duplicates) from (
  select client_id, quarter_of(received_at) as quarter, count(*) as orders, 0 as slips, 0 as mails, 0 as duplicates
  from orders where not imported group by 1, 2
  union all
  select client_id, quarter_of(issued_at), 0, count(*), 0, 0 from packing_slips group by 1, 2
  union all
  select client_id, quarter_of(sent_at), 0, 0, count(*), count(*) filter (where possible_duplicate)
  from emails where sent_at is not null group by 1, 2
) as counted group by 1, 2;
insert into task_counts (client_id, quarter, type, tasks)
select o.client_id, quarter_of(o.received_at), t.type, count(*)
from tasks t join orders o using (order_no) where not o.imported group by 1, 2, 3;
