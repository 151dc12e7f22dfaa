-- A task's attempts are counted on the task. An attempt that failed for a reason outside the task is a postponement and
-- uses up none.
alter table tasks
  -- Attempts before the task was last opened again: a retry that a person asked for has all attempts.
  add column attempts_before integer not null default 0 check (attempts_before >= 0),
  add column postponements   integer not null default 0 check (postponements >= 0),
  -- Since when the task has been postponed again and again; null when its last attempt was not postponed.
  add column postponed_since timestamptz;

-- Earlier versions counted postponements as attempts.
update tasks set attempts_before = attempts where status in ('pending', 'queued') and attempts > 0;

create index tasks_postponed on tasks (type, postponed_since) where postponed_since is not null;
