-- The ids of the rules that suppressed an effect: such a rule leads to no task, free line or note by which it could be counted. Null:
-- none did, or the order was accepted before they were stored.
alter table orders add column suppressed_by text[];
alter table cancellations add column suppressed_by text[];

-- As the function of the same name in migration 0067, which functions that are not yet deployed anew call.
create function rules_applied(wanted bigint, gifts jsonb, notes jsonb, suppressed_by text[])
returns table (rule_id text, tasks bigint, free_items bigint)
language sql stable parallel safe as $$
  select u.rule_id, sum(u.tasks)::bigint, sum(u.free_items)::bigint from (
    select a.rule_id, a.tasks, a.free_items from rules_applied(wanted, gifts, notes) a
    union all
    select s, 0, 0 from unnest(suppressed_by) s
  ) u group by u.rule_id
$$;

create or replace function cancellation_rules_applied(cancellation cancellations)
returns table (rule_id text, tasks bigint)
language sql stable parallel safe as $$
  select u.rule_id, sum(u.task) from (
    select r as rule_id, 1 as task from public.tasks t, unnest(t.rule_ids) r
    where t.order_no = cancellation.order_no and t.cancellation_no = cancellation.cancellation_no
      and starts_with(t.key, 'cancellation:' || cancellation.cancellation_id || ':rules:')
    union all
    select b ->> 'ruleId', 0 from jsonb_array_elements(cancellation.notes) n, jsonb_array_elements(n -> 'because') b
    union all
    select s, 0 from unnest(cancellation.suppressed_by) s
  ) u group by u.rule_id
$$;

-- As in migration 0083, with the rules that suppressed an effect.
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
    from orders o cross join lateral rules_applied(o.order_no, o.gifts, o.notes, o.suppressed_by) a
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
