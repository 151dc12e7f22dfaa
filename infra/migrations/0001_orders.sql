-- Orders, their lines and their tasks. The tasks table is the outbox and the truth; a queue message only wakes a
-- handler up. Every invariant that Postgres can hold stands here, not in code.

create table clients (
  client_id  text primary key check (client_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  created_at timestamptz not null
);

create table api_keys (
  key_id     uuid primary key,
  client_id  text not null references clients,
  -- SHA-256 of a 256-bit random key: nothing to guess, so no slow hash is needed.
  key_hash   bytea not null unique check (octet_length(key_hash) = 32),
  hint       text not null,
  scopes     text[] not null check (
    cardinality(scopes) > 0
    and scopes <@ array['orders:write', 'orders:read', 'rules:write', 'rules:read', 'reports:read', 'admin']
  ),
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

create table rulebooks (
  version         integer generated always as identity primary key,
  format          text not null check (format in ('yaml', 'json')),
  source          text not null,
  program         jsonb not null,
  warnings        jsonb not null default '[]',
  failed_examples jsonb not null default '[]',
  created_at      timestamptz not null,
  created_by      text not null
);

-- The active version at an instant is the one with the latest effective_from not after it; of equals, the last activated.
create table rulebook_activations (
  activation_id  bigint generated always as identity primary key,
  version        integer not null references rulebooks,
  effective_from timestamptz not null,
  created_at     timestamptz not null,
  created_by     text not null
);
create index on rulebook_activations (effective_from desc, activation_id desc);

-- The draft that live orders are also decided under, without acting. At most one row.
create table rulebook_shadow (
  only_one   boolean primary key default true check (only_one),
  version    integer not null references rulebooks,
  created_at timestamptz not null,
  created_by text not null
);

create table catalogue (
  sku        text primary key,
  type       text not null,
  title      text not null,
  link       text check (link ~ '^https://'),
  fields     jsonb not null default '{}',
  updated_at timestamptz not null
);

create table agents (
  agent_id   text primary key check (agent_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  name       text not null,
  created_at timestamptz not null
);

-- Rates are dated and never overwritten; the first may be valid from the beginning of time.
create table agent_rates (
  agent_id   text not null references agents,
  valid_from timestamptz not null,
  rate_bps   integer not null check (rate_bps between 0 and 10000),
  created_at timestamptz not null,
  primary key (agent_id, valid_from)
);

-- One row per customer of a client who ever bought a membership. Accepting such an order locks it, so that order_no
-- rises in the order of acceptance; performing a membership task locks it too, so that changes happen one by one.
create table membership_accounts (
  account_id  bigint generated always as identity primary key,
  client_id   text not null references clients,
  customer_id text not null,
  status      text not null default 'none' check (status in ('none', 'active', 'inactive')),
  plan        text,
  since       timestamptz,
  expires_at  timestamptz,
  unique (client_id, customer_id),
  check (status <> 'active' or (plan is not null and since is not null and expires_at is not null))
);

create table orders (
  order_no         bigint generated always as identity primary key,
  client_id        text not null references clients,
  order_id         text not null check (order_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  content_hash     bytea not null check (octet_length(content_hash) = 32),
  rulebook_version integer not null references rulebooks,
  customer_id      text not null,
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  total            bigint not null check (total >= 0),
  placed_at        timestamptz not null,
  paid_at          timestamptz not null,
  received_at      timestamptz not null,
  -- The order as accepted and the catalogue entries it was decided with: what a replay decides on.
  snapshot         jsonb not null,
  catalogue        jsonb not null,
  -- The free lines that the decision added, in the shape of the order's own lines.
  gifts            jsonb not null,
  unique (client_id, order_id)
);
create index on orders (client_id, order_no desc);
create index on orders (received_at);

create table order_lines (
  order_no    bigint not null references orders,
  line_id     text not null,
  position    integer not null check (position >= 0),
  type        text not null,
  sku         text not null,
  title       text not null,
  quantity    integer not null check (quantity between 1 and 10000),
  unit_price  bigint not null check (unit_price >= 0),
  discount    bigint not null check (discount >= 0 and discount <= quantity * unit_price),
  free        boolean not null,
  free_reason text,
  rule_id     text,
  primary key (order_no, line_id),
  check (free = (free_reason is not null)),
  check (free = (rule_id is not null)),
  check (not free or (unit_price = 0 and discount = 0))
);

create table tasks (
  task_id     uuid primary key,
  order_no    bigint not null references orders,
  position    integer not null check (position >= 0),
  type        text not null check (type in ('packing_slip', 'membership', 'email', 'commission')),
  key         text not null,
  status      text not null default 'pending'
              check (status in ('pending', 'queued', 'done', 'rejected', 'failed', 'skipped')),
  payload     jsonb not null,
  line_ids    text[] not null,
  because     jsonb not null,
  rule_ids    text[] not null check (cardinality(rule_ids) > 0),
  -- The task that must be done first; while it is not, this one is blocked and never published.
  depends_on  uuid references tasks,
  blocked     boolean not null default false,
  -- Membership tasks only: whose membership they change.
  account_id  bigint references membership_accounts,
  attempts    integer not null default 0 check (attempts >= 0),
  result      jsonb,
  reason      text,
  last_error  text,
  -- Not to be published before this instant: how long throttling or an outage is waited out.
  not_before  timestamptz,
  created_at  timestamptz not null,
  queued_at   timestamptz,
  finished_at timestamptz,
  unique (order_no, key),
  check ((type = 'membership') = (account_id is not null)),
  check ((status = 'done') = (result is not null)),
  check ((status in ('rejected', 'failed')) = (reason is not null)),
  check ((status in ('pending', 'queued')) = (finished_at is null)),
  check (not blocked or (depends_on is not null and status = 'pending'))
);
create index tasks_to_publish on tasks (created_at) where status = 'pending' and not blocked;
create index tasks_queued on tasks (queued_at) where status = 'queued';
create index tasks_open_by_order on tasks (order_no) where status in ('pending', 'queued');
create index tasks_needing_attention on tasks (order_no) where status in ('rejected', 'failed');
create index tasks_by_dependency on tasks (depends_on) where depends_on is not null;
create index tasks_open_by_account on tasks (account_id, order_no, position)
  where account_id is not null and status in ('pending', 'queued');

-- Who asked for a task to run again, and when: part of the order's timeline.
create table task_retries (
  task_id      uuid not null references tasks,
  requested_at timestamptz not null,
  requested_by text not null,
  primary key (task_id, requested_at)
);

-- An order is in work while a task is open, needs attention when one was refused or failed, else is completed.
create function order_status(wanted bigint) returns text
language sql stable parallel safe
return case
  when exists (select 1 from tasks where order_no = wanted and status in ('pending', 'queued')) then 'processing'
  when exists (select 1 from tasks where order_no = wanted and status in ('rejected', 'failed')) then 'attention'
  else 'completed'
end;
