-- How often the rules of a rulebook were applied: counted by the hour, so that reading it does not read the orders. The
-- counts cover the orders up to rule_usage_progress; later ones are counted when they are read.
create table rule_usage (
  rulebook_version integer not null references rulebooks,
  client_id        text not null references clients,
  hour             timestamptz not null check (hour = date_bin('1 hour', hour, timestamptz 'epoch')),
  rule_id          text not null,
  orders           bigint not null check (orders > 0),
  tasks            bigint not null check (tasks >= 0),
  free_items       bigint not null check (free_items >= 0),
  last_at          timestamptz not null check (last_at >= hour and last_at < hour + interval '1 hour'),
  primary key (rulebook_version, client_id, hour, rule_id)
);

create table rule_usage_progress (
  only_one boolean primary key default true check (only_one),
  order_no bigint not null
);
insert into rule_usage_progress (order_no) values (0);

-- Imported orders have no tasks: counting passes over them.
create index orders_decided on orders (order_no) where not imported;

-- What the rules of one order led to: a row per rule.
create function rules_applied(wanted bigint, gifts jsonb, notes jsonb)
returns table (rule_id text, tasks bigint, free_items bigint)
language sql stable parallel safe as $$
  select u.rule_id, sum(u.task), sum(u.free_item) from (
    select r as rule_id, 1 as task, 0 as free_item from public.tasks t, unnest(t.rule_ids) r where t.order_no = wanted
    union all
    select g -> 'gift' ->> 'ruleId', 0, 1 from jsonb_array_elements(gifts) g where g -> 'gift' ? 'ruleId'
    union all
    select b ->> 'ruleId', 0, 0 from jsonb_array_elements(notes) n, jsonb_array_elements(n -> 'because') b
  ) u group by u.rule_id
$$;

-- Counts the next orders, at most max_orders, that were received before the given instant, and returns how many it took.
-- Orders are numbered in the order of their acceptance; one that has not been committed yet was received after the instant.
create function count_rule_usage(received_before timestamptz, max_orders integer) returns bigint
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
  insert into rule_usage as u (rulebook_version, client_id, hour, rule_id, orders, tasks, free_items, last_at)
  select o.rulebook_version, o.client_id, date_bin('1 hour', o.received_at, timestamptz 'epoch'), a.rule_id,
         count(*), sum(a.tasks), sum(a.free_items), max(o.received_at)
  from orders o cross join lateral rules_applied(o.order_no, o.gifts, o.notes) a
  where not o.imported and o.order_no > first and o.order_no <= last
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4
  on conflict (rulebook_version, client_id, hour, rule_id) do update
  set orders = u.orders + excluded.orders, tasks = u.tasks + excluded.tasks,
      free_items = u.free_items + excluded.free_items, last_at = greatest(u.last_at, excluded.last_at);
  update rule_usage_progress set order_no = last;
  return taken;
end
$$;
