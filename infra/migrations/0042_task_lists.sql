-- Lists of tasks that are not done, by client, and of orders that need attention. No index has a row for a task that is done.
alter table tasks add column client_id text;
update tasks t set client_id = o.client_id from orders o where o.order_no = t.order_no and t.status <> 'done';
alter table tasks add constraint tasks_client_check check (client_id is not null or status = 'done');

-- What is inserted without a client gets that of its order.
create function set_client_of_task() returns trigger language plpgsql as $$
begin
  select client_id into new.client_id from public.orders where order_no = new.order_no;
  return new;
end
$$;
create trigger set_client_of_task before insert on tasks
  for each row when (new.client_id is null) execute function set_client_of_task();

create index tasks_attention_by_client on tasks (client_id, order_no) where status in ('rejected', 'failed');
create index tasks_skipped_by_client on tasks (client_id, order_no) where status = 'skipped';
create index tasks_by_cause on tasks (client_id, (cause ->> 'code'), order_no) where cause is not null;

-- Lists of the tasks of all clients have events, too.
drop index tasks_open_by_order;
create index tasks_open_by_order on tasks (order_no) where status in ('pending', 'queued');
drop index tasks_needing_attention;
create index tasks_needing_attention on tasks (order_no) where status in ('rejected', 'failed');
create index tasks_skipped on tasks (order_no) where status = 'skipped';
