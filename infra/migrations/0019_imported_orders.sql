-- Orders of the time before Despacho. They have no tasks: what they led to was done elsewhere. Simulations replay them.
alter table orders add column imported boolean not null default false;
create index orders_imported on orders (client_id, order_no desc) where imported;

create or replace function order_status(wanted bigint) returns text
language sql stable parallel safe
return case
  when exists (select 1 from tasks where order_no = wanted and status in ('pending', 'queued')) then 'processing'
  when exists (select 1 from tasks where order_no = wanted and status in ('rejected', 'failed')) then 'attention'
  when exists (select 1 from orders where order_no = wanted and imported) then 'imported'
  else 'completed'
end;
