-- The functions' database user has no right to update orders, which locking them needs. The trigger locks them to order
-- concurrent changes of their tasks, so it runs with the rights of its owner.
alter function create_events_of_tasks() security definer;
alter function create_events_of_tasks() set search_path = public, pg_temp;
