-- Tasks of a period. Tasks are stored in the order of their creation, so the small index of ranges of pages is enough.
create index tasks_by_creation on tasks using brin (created_at) with (pages_per_range = 32, autosummarize = on);
