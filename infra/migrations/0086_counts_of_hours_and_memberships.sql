-- Activity also by the hour, so that the statistics of a year read 8 760 rows for a client and not four times as many. No relay adds tails
-- to the counts meanwhile.
select pg_advisory_xact_lock(hashtextextended('fold_activity_tails', 0));

create function hour_of(at timestamptz) returns timestamptz
language sql immutable parallel safe
return date_bin('1 hour', at, timestamptz 'epoch');

create table activity_hours (
  client_id text not null,
  hour      timestamptz not null,
  orders    integer not null,
  slips     integer not null,
  mails     integer not null,
  primary key (client_id, hour)
);

-- As in migration 0081, and by the hour.
create or replace function fold_activity_tails(max_rows integer) returns integer
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
  ), added_hours as (
    insert into activity_hours as h (client_id, hour, orders, slips, mails)
    select client_id, hour_of(quarter), sum(orders), sum(slips), sum(mails) from taken group by 1, 2
    on conflict (client_id, hour) do update
    set orders = h.orders + excluded.orders, slips = h.slips + excluded.slips, mails = h.mails + excluded.mails
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

insert into activity_hours (client_id, hour, orders, slips, mails)
select client_id, hour_of(quarter), sum(orders), sum(slips), sum(mails) from activity group by 1, 2;

-- How many memberships there are by status, plan and the day of UTC on which they end. A transaction only appends to the tail; the relay
-- adds it to the counts. Lists of memberships read both in one statement.
create function day_of(at timestamptz) returns timestamptz
language sql immutable parallel safe
return date_bin('1 day', at, timestamptz 'epoch');

create table membership_counts (
  client_id   text not null,
  -- As in membership_accounts: one that has ended may still be active.
  status      text not null,
  plan        text,
  -- The beginning of the day.
  ends_on     timestamptz,
  memberships integer not null,
  unique nulls not distinct (client_id, status, plan, ends_on)
);
create table membership_count_tail (like membership_counts);

create function count_new_memberships() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into membership_count_tail (client_id, status, plan, ends_on, memberships)
  select client_id, status, plan, day_of(expires_at), count(*) from added where status <> 'none' group by 1, 2, 3, 4;
  return null;
end
$$;
create trigger count_new_memberships after insert on membership_accounts
  referencing new table as added for each statement execute function count_new_memberships();

create function count_changed_memberships() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into membership_count_tail (client_id, status, plan, ends_on, memberships)
  select client_id, status, plan, day_of(expires_at), sum(counted) from (
    select client_id, status, plan, expires_at, 1 as counted from added
    union all
    select client_id, status, plan, expires_at, -1 from removed
  ) as changes where status <> 'none' group by 1, 2, 3, 4 having sum(counted) <> 0;
  return null;
end
$$;
create trigger count_changed_memberships after update on membership_accounts
  referencing old table as removed new table as added for each statement execute function count_changed_memberships();

-- With the tail; a key may have several rows, which are to be added.
create view all_membership_counts as
select * from membership_counts union all select * from membership_count_tail;

-- Adds rows of the tail to the counts, at most so many, and returns how many.
create function fold_membership_count_tail(max_rows integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  folded integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('fold_membership_count_tail', 0)) then
    return 0;
  end if;
  with taken as (
    delete from membership_count_tail where ctid = any (array(select ctid from membership_count_tail limit max_rows)) returning *
  ), added as (
    insert into membership_counts as c (client_id, status, plan, ends_on, memberships)
    select client_id, status, plan, ends_on, sum(memberships) from taken group by 1, 2, 3, 4
    on conflict (client_id, status, plan, ends_on) do update set memberships = c.memberships + excluded.memberships
  )
  select count(*) from taken into folded;
  return folded;
end
$$;

-- What there was before: the triggers keep other transactions from changing it meanwhile.
insert into membership_counts (client_id, status, plan, ends_on, memberships)
select client_id, status, plan, day_of(expires_at), count(*) from membership_accounts where status <> 'none' group by 1, 2, 3, 4;

-- Without statistics, Postgres expects the tables to be almost empty until the next autovacuum.
analyze activity_hours;
analyze membership_counts;
