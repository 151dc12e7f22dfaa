-- Approvals of a rulebook by keys other than the one that saved it. A version never changes, so an approval holds for good.
-- The row repeats who saved the version, so that the check can refuse an approval by the same key.
alter table rulebooks add unique (version, created_by);
create table rulebook_approvals (
  version     integer not null,
  saved_by    text not null,
  approved_by text not null,
  approved_at timestamptz not null,
  note        text check (length(note) between 1 and 500),
  primary key (version, approved_by),
  foreign key (version, saved_by) references rulebooks (version, created_by),
  check (approved_by <> saved_by)
);
