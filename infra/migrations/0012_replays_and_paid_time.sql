-- A replay is compared by what was parsed: explicit defaults and other spellings of a value make no difference. The hash of
-- the body as sent (content_hash) stays, so that a body which a later rulebook refuses still replays. Null for older orders.
alter table orders
  add column parsed_hash bytea check (octet_length(parsed_hash) = 32),
  add column parsed_hash_version smallint,
  add check ((parsed_hash is null) = (parsed_hash_version is null));

-- The time that was paid since the membership began without a gap. The expiry is paid_from plus paid_months plus paid_days,
-- so that month ends do not drift. Null for memberships of older versions, until their next extension.
alter table membership_accounts
  add column paid_from timestamptz,
  add column paid_months integer check (paid_months >= 0),
  add column paid_days integer check (paid_days >= 0),
  add check (num_nulls(paid_from, paid_months, paid_days) in (0, 3));
