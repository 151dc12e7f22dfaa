-- Cancellations: what a client has taken back of an order, and how much of each line. Both are recorded for good. Triggers keep
-- the sums on the order and its lines, whose checks refuse more than there was.

create table cancellations (
  -- Of the same sequence as orders.order_no: one line of numbers has the order in which everything was accepted.
  cancellation_no   bigint primary key,
  order_no          bigint not null references orders,
  client_id         text not null references clients,
  cancellation_id   text not null check (cancellation_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  content_hash      bytea not null check (octet_length(content_hash) = 32),
  reason            text not null check (char_length(reason) between 1 and 500),
  -- When the client took it back, by the client's clock.
  at                timestamptz not null,
  received_at       timestamptz not null,
  -- In force when it was received.
  rulebook_version  integer not null references rulebooks,
  -- Null: nothing was said about a refund.
  refund_amount     bigint check (refund_amount >= 0),
  -- The id of the key, and its name at that time.
  requested_by      text not null,
  requested_by_name text,
  unique (order_no, cancellation_id)
);

create table cancelled_lines (
  cancellation_no bigint not null references cancellations,
  order_no        bigint not null,
  -- Free lines, too, that went with the line that caused them.
  line_id         text not null,
  quantity        integer not null check (quantity > 0),
  -- The part of the line's total, in minor units. The parts of all items of a line are its total.
  amount          bigint not null check (amount >= 0),
  primary key (cancellation_no, line_id),
  foreign key (order_no, line_id) references order_lines (order_no, line_id)
);
create index cancelled_lines_by_order on cancelled_lines (order_no);

alter table order_lines
  add column cancelled integer not null default 0 check (cancelled between 0 and quantity);
alter table orders
  -- When nothing was left of it.
  add column cancelled_at timestamptz,
  add column refunded bigint not null default 0 check (refunded between 0 and total);
create index orders_cancelled on orders (client_id, order_no desc) where cancelled_at is not null;
create index orders_cancelled_by_number on orders (order_no) where cancelled_at is not null;
create index orders_cancelled_by_receipt on orders (received_at) include (client_id) where cancelled_at is not null;

alter table tasks
  -- The cancellation that the task carries out. Null for the tasks of the order itself.
  add column cancellation_no bigint references cancellations,
  drop constraint tasks_rule_ids_check,
  add constraint tasks_rule_ids_check
    check (is_event or cancellation_no is not null or cardinality(rule_ids) > 0);

-- Changes of one membership take effect in the order in which orders and cancellations were accepted.
create index tasks_open_by_acceptance on tasks (account_id, (coalesce(cancellation_no, order_no)), position)
  where account_id is not null and status in ('pending', 'queued');
drop index tasks_open_by_account;

-- The functions may add cancellations and have no right to change orders: the sums are kept with the rights of the owner.
create function add_refunds() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update orders o set refunded = o.refunded + n.amount
  from (select order_no, sum(refund_amount) as amount from new_cancellations group by order_no) n
  where o.order_no = n.order_no and n.amount > 0;
  return null;
end
$$;
create trigger refunds_of_cancellations after insert on cancellations
  referencing new table as new_cancellations
  for each statement execute function add_refunds();

-- The event is sent for each cancellation of an order that Despacho has carried out, so not for imported ones.
create function add_cancelled_lines() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update order_lines l set cancelled = l.cancelled + n.quantity
  from (select order_no, line_id, sum(quantity)::integer as quantity from new_lines group by order_no, line_id) n
  where l.order_no = n.order_no and l.line_id = n.line_id;

  update orders o set cancelled_at = c.received_at
  from cancellations c
  where c.cancellation_no in (select cancellation_no from new_lines) and o.order_no = c.order_no and o.cancelled_at is null
    and not exists (select from order_lines l where l.order_no = o.order_no and l.cancelled < l.quantity);

  if has_subscription(array['order.cancelled']) then
    perform create_event_tasks('order.cancelled', c.order_no, jsonb_build_object(
      'cancellationId', c.cancellation_id, 'complete', o.cancelled_at is not null,
      'at', to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    from cancellations c join orders o using (order_no)
    where c.cancellation_no in (select cancellation_no from new_lines) and not o.imported;
  end if;
  return null;
end
$$;
create trigger lines_of_cancellations after insert on cancelled_lines
  referencing new table as new_lines
  for each statement execute function add_cancelled_lines();

create or replace function order_status(wanted bigint) returns text
language sql stable parallel safe
return case
  when exists (
    select 1 from tasks where order_no = wanted and status in ('pending', 'queued') and not is_event
  ) then 'processing'
  when exists (
    select 1 from tasks where order_no = wanted and status in ('rejected', 'failed') and not is_event
  ) then 'attention'
  else (
    select case when cancelled_at is not null then 'cancelled' when imported then 'imported' else 'completed' end
    from orders where order_no = wanted
  )
end;

-- As in migration 0020, but an order of which nothing is left is not completed by the end of its tasks.
create or replace function create_events_of_tasks() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
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
                     bool_or(t.status in ('rejected', 'failed'))) as status,
           (select cancelled_at is not null from orders where orders.order_no = t.order_no) as is_cancelled
    from tasks t left join old_tasks o using (task_id)
    where t.order_no = any (orders_changed) and not t.is_event
    group by t.order_no
  loop
    if changed.status <> 'processing' and changed.status <> changed.status_before
       and not (changed.status = 'completed' and changed.is_cancelled) then
      perform create_event_tasks('order.' || changed.status, changed.order_no,
        jsonb_build_object('status', changed.status));
    end if;
  end loop;
  return null;
end
$$;

create or replace view reporting.orders as
select o.order_id, o.client_id, o.customer_id, order_status(o.order_no) as status, o.total, o.currency,
       o.rulebook_version, o.placed_at, o.received_at, o.cancelled_at
from orders o;

create or replace view reporting.tasks as
select t.task_id, o.order_id, t.type, t.status, t.attempts, t.rule_ids, t.created_at, t.finished_at,
       coalesce(t.last_error, t.reason) as last_error, o.client_id,
       (select c.cancellation_id from cancellations c where c.cancellation_no = t.cancellation_no) as cancellation_id
from tasks t join orders o using (order_no);

create view reporting.cancellations as
select c.cancellation_id, o.order_id, c.client_id, l.line_id, l.quantity, l.amount, c.refund_amount, o.currency, c.at,
       c.received_at
from cancellations c join orders o using (order_no) join cancelled_lines l using (cancellation_no);
do $$ begin
  if exists (select from pg_roles where rolname = 'despacho_reports') then
    grant select on reporting.cancellations to despacho_reports;
  end if;
end $$;
