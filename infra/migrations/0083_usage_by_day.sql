-- How often rules were applied, also by the day of UTC, so that a long period reads a row for each of its days.
create table rule_usage_days (
  rulebook_version integer not null references rulebooks,
  client_id        text not null references clients,
  day              timestamptz not null check (day = date_bin('1 day', day, timestamptz 'epoch')),
  rule_id          text not null,
  orders           bigint not null check (orders > 0),
  tasks            bigint not null check (tasks >= 0),
  free_items       bigint not null check (free_items >= 0),
  last_at          timestamptz not null check (last_at >= day and last_at < day + interval '1 day'),
  primary key (rulebook_version, client_id, day, rule_id)
);

-- As in migration 0039, and by day.
create or replace function count_rule_usage(received_before timestamptz, max_orders integer) returns bigint
language plpgsql as $$
declare
  first bigint;
  last bigint;
  taken bigint;
begin
  select order_no into first from rule_usage_progress for update;
  with next as (
    select o.order_no, o.received_at from orders o where not o.imported and o.order_no > first
    order by o.order_no limit max_orders
  ), recent as (
    select min(n.order_no) as order_no from next n where n.received_at >= received_before
  )
  select max(n.order_no), count(*) into last, taken from next n, recent r
  where r.order_no is null or n.order_no < r.order_no;
  if taken = 0 then
    return 0;
  end if;
  with applied as (
    select o.rulebook_version, o.client_id, date_bin('1 hour', o.received_at, timestamptz 'epoch') as hour, a.rule_id,
           count(*) as orders, sum(a.tasks) as tasks, sum(a.free_items) as free_items, max(o.received_at) as last_at
    from orders o cross join lateral rules_applied(o.order_no, o.gifts, o.notes) a
    where not o.imported and o.order_no > first and o.order_no <= last
    group by 1, 2, 3, 4
  ), by_hour as (
    insert into rule_usage as u (rulebook_version, client_id, hour, rule_id, orders, tasks, free_items, last_at)
    select * from applied order by 1, 2, 3, 4
    on conflict (rulebook_version, client_id, hour, rule_id) do update
    set orders = u.orders + excluded.orders, tasks = u.tasks + excluded.tasks,
        free_items = u.free_items + excluded.free_items, last_at = greatest(u.last_at, excluded.last_at)
  )
  insert into rule_usage_days as u (rulebook_version, client_id, day, rule_id, orders, tasks, free_items, last_at)
  select rulebook_version, client_id, date_bin('1 day', hour, timestamptz 'epoch'), rule_id, sum(orders), sum(tasks),
         sum(free_items), max(last_at)
  from applied group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (rulebook_version, client_id, day, rule_id) do update
  set orders = u.orders + excluded.orders, tasks = u.tasks + excluded.tasks,
      free_items = u.free_items + excluded.free_items, last_at = greatest(u.last_at, excluded.last_at);
  update rule_usage_progress set order_no = last;
  return taken;
end
$$;

insert into rule_usage_days (rulebook_version, client_id, day, rule_id, orders, tasks, free_items, last_at)
select rulebook_version, client_id, date_bin('1 day', hour, timestamptz 'epoch'), rule_id, sum(orders), sum(tasks),
       sum(free_items), max(last_at)
from rule_usage group by 1, 2, 3, 4;
