-- What the handlers bring about: each effect at most once per task, held by a unique constraint.

create sequence packing_slip_numbers;

create table packing_slips (
  number      text primary key check (number ~ '^\d{4}-\d{6,}$'),
  task_id     uuid not null unique references tasks,
  order_no    bigint not null references orders,
  destination text not null check (destination in ('shipping', 'royalties')),
  line_count  integer not null check (line_count > 0),
  -- The slip as issued. A document never changes after its issue.
  document    jsonb not null,
  issued_at   timestamptz not null,
  unique (order_no, destination)
);

create table membership_events (
  event_id    bigint generated always as identity primary key,
  task_id     uuid not null unique references tasks,
  account_id  bigint not null references membership_accounts,
  order_no    bigint not null references orders,
  change      text not null check (change in ('activate', 'upgrade', 'deactivate')),
  plan_before text,
  plan_after  text,
  expires_at  timestamptz,
  at          timestamptz not null
);
create index on membership_events (account_id, event_id);

create table commission_entries (
  entry_id  uuid primary key,
  task_id   uuid not null references tasks,
  order_no  bigint not null references orders,
  line_id   text not null,
  agent_id  text not null,
  base      bigint not null check (base >= 0),
  rate_bps  integer not null check (rate_bps between 0 and 10000),
  amount    bigint not null check (amount >= 0 and amount <= base),
  currency  text not null,
  paid_at   timestamptz not null,
  booked_at timestamptz not null,
  unique (order_no, line_id),
  foreign key (order_no, line_id) references order_lines (order_no, line_id)
);
create index on commission_entries (agent_id, paid_at);

-- One row per e-mail task that was ever tried. `claimed_until` is the lease of whoever is talking to SES right now;
-- a lease that ran out with no `sent_at` means that nobody knows whether SES took the mail.
create table emails (
  task_id            uuid primary key references tasks,
  template           text not null,
  recipient          text not null,
  claim              uuid,
  claimed_until      timestamptz,
  possible_duplicate boolean not null default false,
  ses_message_id     text,
  sent_at            timestamptz,
  check ((claim is null) = (claimed_until is null)),
  check ((sent_at is null) = (ses_message_id is null))
);

-- Addresses that bounced for good or complained. Nothing more is sent to them.
create table suppressed_addresses (
  recipient_hash bytea primary key check (octet_length(recipient_hash) = 32),
  cause          text not null check (cause in ('bounce', 'complaint')),
  at             timestamptz not null
);

-- What a shadow rulebook would have done otherwise.
create table shadow_differences (
  order_no bigint not null references orders,
  version  integer not null references rulebooks,
  added    jsonb not null,
  removed  jsonb not null,
  primary key (version, order_no)
);
create table shadow_counts (
  version  integer primary key references rulebooks,
  orders   bigint not null default 0,
  differed bigint not null default 0
);
