-- A key's name and last use, for the people who manage keys.
alter table api_keys
  add column name text check (char_length(name) between 1 and 100),
  -- Written at most once a minute.
  add column last_used_at timestamptz,
  -- Keys of older versions have no checksum in their text, so any text of their form must be looked up.
  add column has_checksum boolean not null default false;
