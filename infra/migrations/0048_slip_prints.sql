-- Prints of packing slips. A slip counts as printed when somebody has confirmed one of its prints.
create table slip_prints (
  print_id     uuid primary key,
  -- Whose slips they are; null when several clients'.
  client_id    text references clients,
  created_at   timestamptz not null,
  created_by   text not null,
  confirmed_at timestamptz,
  confirmed_by text,
  check ((confirmed_at is null) = (confirmed_by is null))
);
create table slip_print_items (
  print_id uuid not null references slip_prints,
  position integer not null check (position >= 0),
  number   text not null references packing_slips,
  primary key (print_id, position),
  unique (number, print_id)
);

-- A slip's client is that of its order, so that each client's slips are in an index in the order of their issue.
alter table packing_slips
  add column client_id text references clients,
  add column printed_at timestamptz;
update packing_slips s set client_id = o.client_id from orders o where o.order_no = s.order_no;
alter table packing_slips alter column client_id set not null;

create function set_client_of_slip() returns trigger language plpgsql as $$
begin
  select o.client_id into new.client_id from public.orders o where o.order_no = new.order_no;
  return new;
end
$$;
create trigger client_of_slip before insert on packing_slips
  for each row execute function set_client_of_slip();

create index packing_slips_by_client on packing_slips (client_id, issued_at desc, number desc);
create index packing_slips_by_issue on packing_slips (issued_at desc, number desc);
create index packing_slips_unprinted on packing_slips (issued_at desc, number desc) where printed_at is null;
