-- The relay reads, queue by queue, the oldest unpublished tasks and the tasks queued for longest. Each of its queries reads
-- a range of one of these indexes, so its cost does not depend on the size of the backlog.
create index tasks_unpublished on tasks (type, (coalesce(not_before, created_at)))
  where status = 'pending' and not blocked;
create index tasks_queued_by_type on tasks (type, queued_at) where status = 'queued';
drop index tasks_to_publish;
drop index tasks_queued;
