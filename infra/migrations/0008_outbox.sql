-- The relay reads, queue by queue, the oldest unpublished tasks and the tasks queued for longest. Each of its queries reads
-- a range of one of these indexes, so its cost does not depend on the size of the backlog.
create index tasks_unpublished on tasks (type, (coalesce(not_before, created_at)))
  where status = 'pending' and not blocked;
create index tasks_queued_by_type on tasks (type, queued_at) where status = 'queued';
drop index tasks_to_publish;
drop index tasks_queued;

-- GET /health finds out whether the database takes writes.
create table health_probes (written boolean not null);

-- Writes a page to a new file and rolls it back: it fails where the disk is full or the database is read-only.
create function check_writable() returns void language plpgsql as $$
begin
  truncate health_probes;
  insert into health_probes values (true);
  raise exception using errcode = 'DS001';
exception when sqlstate 'DS001' then
  null;
end
$$;
