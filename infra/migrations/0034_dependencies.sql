-- A task may wait for several others, such as a mail for all slips of its order. The first is tasks.depends_on; those beside
-- it are here.
create table further_dependencies (
  task_id    uuid not null references tasks,
  depends_on uuid not null references tasks,
  primary key (task_id, depends_on),
  check (task_id <> depends_on)
);
create index on further_dependencies (depends_on);

alter table tasks
  -- How many of its dependencies are not done; null for a task that waits for one at most. Counted down on the row, so that
  -- of two dependencies that end at once the later one releases the task.
  add column open_dependencies integer,
  add constraint tasks_open_dependencies_check
    check (open_dependencies is null or (open_dependencies >= 0 and depends_on is not null));
