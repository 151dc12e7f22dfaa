-- What orders are found by: one row per order and value. The values of a kind are in the order of acceptance, so a page of
-- orders reads a page of this index, however many orders have the value.
create table order_terms (
  client_id text not null,
  kind      text not null check (kind in ('order', 'customer', 'email', 'tax', 'slip', 'sku', 'agent', 'rule')),
  -- Byte order, so that a prefix is a range.
  term      text collate "C" not null check (term <> ''),
  order_no  bigint not null,
  primary key (client_id, kind, term, order_no)
);
-- The erasure of a customer's data replaces terms, too.
create index order_terms_by_order on order_terms (order_no);

-- A tax id without punctuation; null when nothing is left.
create function tax_term(tax_id text) returns text
language sql immutable parallel safe
return nullif(upper(regexp_replace(tax_id, '[^0-9A-Za-z]', '', 'g')), '');

-- The agents of an order are its own, those of its lines, and those who earn a commission on it.
create function add_order_terms(numbers bigint[]) returns void
language sql as $$
  insert into order_terms (client_id, kind, term, order_no)
  select o.client_id, t.kind, t.term, o.order_no
  from orders o cross join lateral (
    values ('order', lower(o.order_id)),
           ('customer', lower(o.customer_id)),
           ('email', lower(o.snapshot -> 'customer' ->> 'email')),
           ('tax', tax_term(o.snapshot -> 'customer' ->> 'taxId')),
           ('agent', o.snapshot ->> 'agentId')
    union all
    select 'agent', agent #>> '{}' from jsonb_path_query(o.snapshot, '$.lines[*].agentId') as agent
    union all
    select 'sku', l.sku from order_lines l where l.order_no = o.order_no
    union all
    select 'rule', l.rule_id from order_lines l where l.order_no = o.order_no and l.rule_id is not null
    union all
    select 'rule', rule_id from tasks k cross join unnest(k.rule_ids) as rule_id where k.order_no = o.order_no
    union all
    select 'agent', k.payload ->> 'agentId' from tasks k where k.order_no = o.order_no and k.type = 'commission'
  ) as t (kind, term)
  where o.order_no = any (numbers) and t.term <> ''
  on conflict do nothing
$$;

create function add_terms_of_orders() returns trigger language plpgsql as $$
begin
  perform add_order_terms(array(select order_no from new_orders));
  return null;
end
$$;
-- At the end of the statement, which inserts the lines and the tasks of the orders, too.
create trigger terms_of_orders after insert on orders
  referencing new table as new_orders
  for each statement execute function add_terms_of_orders();

create function add_terms_of_slips() returns trigger language plpgsql as $$
begin
  insert into order_terms (client_id, kind, term, order_no)
  select o.client_id, 'slip', n.number, o.order_no from new_slips n join orders o using (order_no)
  on conflict do nothing;
  return null;
end
$$;
create trigger terms_of_slips after insert on packing_slips
  referencing new table as new_slips
  for each statement execute function add_terms_of_slips();

do $$
declare
  first bigint;
  last bigint;
begin
  select min(order_no), max(order_no) into first, last from orders;
  while first <= last loop
    perform add_order_terms(array(select order_no from orders where order_no >= first and order_no < first + 10000));
    first := first + 10000;
  end loop;
  insert into order_terms (client_id, kind, term, order_no)
  select o.client_id, 'slip', s.number, o.order_no from packing_slips s join orders o using (order_no);
end
$$;

-- Which acceptance numbers a period has. Imported orders count as received when they were paid, so theirs do not rise with it.
create index orders_live_by_receipt on orders (received_at, order_no) where not imported;
create index orders_imported_by_receipt on orders (received_at) where imported;
create index orders_imported_by_number on orders (order_no) where imported;
