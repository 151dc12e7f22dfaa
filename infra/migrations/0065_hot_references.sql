-- Postgres checks a foreign key row by row, and locks the row that it refers to. All orders of a client refer to one row of
-- clients, and all orders to that of the active rulebook, so concurrent orders locked the same two rows. Both kinds of rows are
-- kept for good, which triggers hold; so it is enough to look, once for each statement, whether they exist.
create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are kept for good', tg_table_name using errcode = '23503', table = tg_table_name;
end
$$;
create trigger keep_clients before delete on clients for each row execute function refuse_removal();
create trigger keep_client_ids before update of client_id on clients
  for each row when (old.client_id <> new.client_id) execute function refuse_removal();
create trigger keep_rulebooks before delete on rulebooks for each row execute function refuse_removal();
create trigger keep_versions before update of version on rulebooks
  for each row when (old.version <> new.version) execute function refuse_removal();

create function check_references_of_orders() returns trigger language plpgsql as $$
begin
  if exists (select from new_orders n where not exists (select from public.clients c where c.client_id = n.client_id)) then
    raise exception 'there is no such client'
      using errcode = '23503', table = 'orders', constraint = 'orders_client_id_fkey';
  end if;
  if exists (
    select from new_orders n where not exists (select from public.rulebooks r where r.version = n.rulebook_version)
  ) then
    raise exception 'there is no such rulebook'
      using errcode = '23503', table = 'orders', constraint = 'orders_rulebook_version_fkey';
  end if;
  return null;
end
$$;
create trigger references_of_orders after insert on orders
  referencing new table as new_orders
  for each statement execute function check_references_of_orders();
create trigger references_of_changed_orders after update on orders
  referencing new table as new_orders
  for each statement execute function check_references_of_orders();

alter table orders drop constraint orders_client_id_fkey;
alter table orders drop constraint orders_rulebook_version_fkey;
