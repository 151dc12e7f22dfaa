-- Webhooks: the fifth type of task, the connections that receive them, and the events that connections subscribe to.

create table connections (
  connection_id         text primary key check (connection_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  url                   text not null check (url ~ '^https?://'),
  events                text[] not null default '{}' check (events <@ array[
    'order.completed', 'order.attention', 'task.rejected', 'task.failed', 'membership.changed', 'order.cancelled'
  ]),
  -- The clients whose events are sent; null for all.
  clients               text[],
  secret                text not null check (secret ~ '^whsec_'),
  secret_created_at     timestamptz not null,
  -- The secret before the last rotation. Webhooks are signed with both until it ends.
  previous_secret       text check (previous_secret ~ '^whsec_'),
  previous_secret_until timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  -- Circuit breaker: troubled deliveries in a row, and until when nothing is sent.
  failures              integer not null default 0 check (failures >= 0),
  paused_until          timestamptz,
  check ((previous_secret is null) = (previous_secret_until is null))
);

alter table tasks
  drop constraint tasks_type_check,
  add constraint tasks_type_check
    check (type in ('packing_slip', 'membership', 'email', 'commission', 'webhook')),
  -- The webhook of an event. It does not count for the order's status, causes no events and has no rule.
  add column is_event boolean not null default false check (not is_event or type = 'webhook'),
  drop constraint tasks_rule_ids_check,
  add constraint tasks_rule_ids_check check (is_event or cardinality(rule_ids) > 0);

drop index tasks_open_by_order;
create index tasks_open_by_order on tasks (order_no) where status in ('pending', 'queued') and not is_event;
drop index tasks_needing_attention;
create index tasks_needing_attention on tasks (order_no) where status in ('rejected', 'failed') and not is_event;

create or replace function order_status(wanted bigint) returns text
language sql stable parallel safe
return case
  when exists (
    select 1 from tasks where order_no = wanted and status in ('pending', 'queued') and not is_event
  ) then 'processing'
  when exists (
    select 1 from tasks where order_no = wanted and status in ('rejected', 'failed') and not is_event
  ) then 'attention'
  when exists (select 1 from orders where order_no = wanted and imported) then 'imported'
  else 'completed'
end;

-- Events are created by triggers, in the transaction of the change that causes them, so that no code can forget them.

-- Whether any connection subscribes to one of the events.
create function has_subscription(wanted text[]) returns boolean
language sql stable
return exists (select 1 from connections where events && wanted);

-- Creates a task for each connection that subscribes to the event. The relay publishes them.
create function create_event_tasks(event text, about_order bigint, details jsonb) returns void
language sql as $$
  insert into tasks (task_id, order_no, position, type, key, payload, line_ids, because, rule_ids, is_event, created_at)
  select id, order_no, (select coalesce(max(position) + 1, 0) from tasks t where t.order_no = subscribed.order_no),
         'webhook', 'event:' || event || ':' || id,
         jsonb_build_object('connection', connection_id, 'event', event, 'data',
                            jsonb_build_object('clientId', client_id, 'orderId', order_id) || details),
         '{}', '[]', '{}', true, clock_timestamp()
  from (
    select gen_random_uuid() as id, c.connection_id, o.order_no, o.order_id, o.client_id
    from connections c join orders o on o.order_no = about_order
    where event = any (c.events) and (c.clients is null or o.client_id = any (c.clients))
  ) as subscribed
$$;

-- The status of an order, by whether it has open tasks, and rejected or failed ones.
create function status_of(has_open boolean, has_troubled boolean) returns text
language sql immutable
return case when has_open then 'processing' when has_troubled then 'attention' else 'completed' end;

create function create_events_of_tasks() returns trigger language plpgsql as $$
declare
  orders_changed bigint[];
  changed record;
begin
  if not has_subscription(array['order.completed', 'order.attention', 'task.rejected', 'task.failed']) then
    return null;
  end if;
  select array_agg(distinct n.order_no) into orders_changed
  from new_tasks n join old_tasks o using (task_id)
  where n.status <> o.status and n.status not in ('pending', 'queued') and not n.is_event;
  if orders_changed is null then
    return null;
  end if;
  for changed in
    select n.task_id, n.order_no, n.type, n.status from new_tasks n join old_tasks o using (task_id)
    where n.status <> o.status and n.status in ('rejected', 'failed') and not n.is_event
  loop
    perform create_event_tasks('task.' || changed.status, changed.order_no,
      jsonb_build_object('taskId', changed.task_id, 'type', changed.type, 'status', changed.status));
  end loop;
  if not has_subscription(array['order.completed', 'order.attention']) then
    return null;
  end if;
  -- Of two transactions that end the last open tasks of an order, the later one sees the other's.
  perform from orders where order_no = any (orders_changed) order by order_no for no key update;
  for changed in
    select t.order_no,
           status_of(bool_or(coalesce(o.status, t.status) in ('pending', 'queued')),
                     bool_or(coalesce(o.status, t.status) in ('rejected', 'failed'))) as status_before,
           status_of(bool_or(t.status in ('pending', 'queued')),
                     bool_or(t.status in ('rejected', 'failed'))) as status
    from tasks t left join old_tasks o using (task_id)
    where t.order_no = any (orders_changed) and not t.is_event
    group by t.order_no
  loop
    if changed.status <> 'processing' and changed.status <> changed.status_before then
      perform create_event_tasks('order.' || changed.status, changed.order_no,
        jsonb_build_object('status', changed.status));
    end if;
  end loop;
  return null;
end
$$;

create trigger events_of_tasks after update on tasks
  referencing old table as old_tasks new table as new_tasks
  for each statement execute function create_events_of_tasks();

-- An order without tasks is completed when it is accepted, unless it was imported. Its tasks are inserted by the same
-- statement.
create function create_events_of_orders() returns trigger language plpgsql as $$
begin
  if has_subscription(array['order.completed']) then
    perform create_event_tasks('order.completed', n.order_no, jsonb_build_object('status', 'completed'))
    from new_orders n where not n.imported and not exists (select from tasks t where t.order_no = n.order_no);
  end if;
  return null;
end
$$;

create trigger events_of_orders after insert on orders
  referencing new table as new_orders
  for each statement execute function create_events_of_orders();

create function create_events_of_memberships() returns trigger language plpgsql as $$
begin
  if has_subscription(array['membership.changed']) then
    perform create_event_tasks('membership.changed', n.order_no, jsonb_build_object(
      'taskId', n.task_id, 'customerId', a.customer_id, 'change', n.change, 'planBefore', n.plan_before,
      'planAfter', n.plan_after, 'expiresAt', to_char(n.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    from new_events n join membership_accounts a using (account_id);
  end if;
  return null;
end
$$;

create trigger events_of_memberships after insert on membership_events
  referencing new table as new_events
  for each statement execute function create_events_of_memberships();
