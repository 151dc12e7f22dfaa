-- Who did what: an entry is made before a change is carried out, so that no change is without one, and its outcome after it.
-- The functions may add entries and change none.
create table audit_entries (
  entry_id       bigint generated always as identity primary key,
  at             timestamptz not null,
  -- The key that was used; null for the command line and for administrators of the deployment.
  actor_client   text,
  key_id         text,
  key_name       text,
  -- The operation, as the API's description names it.
  action         text not null check (action <> ''),
  -- The path of what is changed, such as agents/A-1.
  subject        text collate "C" not null,
  -- Whose it is; null for what belongs to the company, and where only the outcome shows it.
  client_id      text
);
create index audit_entries_by_time on audit_entries (at);
create index audit_entries_by_subject on audit_entries (subject, entry_id);

create table audit_outcomes (
  entry_id  bigint primary key references audit_entries,
  -- Of the response.
  status    smallint not null,
  -- Where the response names it and the request does not.
  subject   text collate "C",
  client_id text
);

-- Keys are created by the command line and by administrators only.
create function audit_new_key() returns trigger language plpgsql as $$
declare
  entry bigint;
begin
  insert into public.audit_entries (at, action, subject, client_id)
  values (new.created_at, 'createKey', 'keys/' || new.key_id, new.client_id) returning entry_id into entry;
  insert into public.audit_outcomes (entry_id, status) values (entry, 201);
  return null;
end
$$;
create trigger audit_new_key after insert on api_keys for each row execute function audit_new_key();
