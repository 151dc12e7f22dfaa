-- Who asked for which tasks to run again, and why. A request is about one task or up to 1 000.
create table retry_requests (
  retry_id          uuid primary key,
  -- The client of the key.
  client_id         text not null references clients,
  requested_at      timestamptz not null,
  -- The id of the key, and its name at that time.
  requested_by      text not null,
  requested_by_name text,
  note              text check (length(note) between 1 and 500),
  -- What selected the tasks; null for given ids.
  filter            jsonb
);

alter table task_retries
  -- Null for requests of earlier versions.
  add column retry_id      uuid references retry_requests,
  -- The attempts in the task's log before the request: the later ones are due to it.
  add column after_attempt integer check (after_attempt >= 0);
create index on task_retries (retry_id);
