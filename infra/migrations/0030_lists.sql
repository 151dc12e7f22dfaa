-- Lists that conditions look values up in. A version never changes; the current one is the latest. Deleting a list is a
-- version without items, so that its number is not used again and orders that were decided with older ones keep them.
create table list_versions (
  list_id      text not null check (list_id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  version      integer not null check (version > 0),
  kind         text not null check (kind in ('sku', 'text', 'email', 'domain', 'customer', 'agent')),
  -- The values in the order in which they were given.
  items        jsonb check (jsonb_typeof(items) = 'array'),
  size         integer check (size between 0 and 100000 and size = jsonb_array_length(items)),
  -- SHA-256 of the sorted values.
  content_hash bytea check (octet_length(content_hash) = 32),
  created_at   timestamptz not null,
  created_by   text not null,
  primary key (list_id, version),
  check (num_nulls(items, size, content_hash) in (0, 3))
);
