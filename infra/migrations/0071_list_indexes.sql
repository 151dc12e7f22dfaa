-- Lists that took longer the more orders there were.

-- Tasks of a type, also of one that few orders have or none.
create index tasks_by_type on tasks (type, order_no);
drop index tasks_emails;
create index tasks_by_template on tasks ((payload ->> 'template'), order_no) where type = 'email';

-- A mail's client is that of its order, so that counting the mails of a client reads an index only.
alter table emails add column client_id text references clients;
update emails e set client_id = o.client_id from tasks t join orders o using (order_no) where t.task_id = e.task_id;
alter table emails alter column client_id set not null;
create function set_client_of_mail() returns trigger language plpgsql as $$
begin
  select o.client_id into new.client_id
  from public.tasks t join public.orders o using (order_no) where t.task_id = new.task_id;
  return new;
end
$$;
create trigger client_of_mail before insert on emails
  for each row when (new.client_id is null) execute function set_client_of_mail();
create index emails_sent on emails (sent_at) include (client_id, possible_duplicate) where sent_at is not null;
drop index emails_by_sending;

-- How many memberships there are by status and plan.
create index membership_accounts_counted on membership_accounts (client_id, status, plan, expires_at);

-- Videos without a link, in the order of the list.
create index catalogue_without_link on catalogue (client_id, sku) where link is null and type = 'video';

-- The audit trail of a client.
create index audit_entries_by_actor on audit_entries (actor_client, entry_id);
create index audit_entries_by_client on audit_entries (client_id, entry_id);
create index audit_outcomes_by_client on audit_outcomes (client_id, entry_id) where client_id is not null;
