-- A key's name and last use, for the people who manage keys.
alter table api_keys
  add column name text check (char_length(name) between 1 and 100),
  -- Written at most once a minute.
  add column last_used_at timestamptz,
  -- Keys of older versions have no checksum in their text, so any text of their form must be looked up.
  add column has_checksum boolean not null default false;

-- The functions may set revoked_at, and must not bring a revoked key back to life.
create function keep_revocation() returns trigger language plpgsql as $$
begin
  raise exception 'a revoked key stays revoked' using errcode = 'check_violation';
end
$$;
create trigger keep_revocation before update on api_keys
  for each row when (old.revoked_at is distinct from new.revoked_at and old.revoked_at is not null)
  execute function keep_revocation();
