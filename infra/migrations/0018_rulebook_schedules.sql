-- A scheduled activation can be cancelled until it takes effect. An activation never changes, so its cancellation is a row
-- of its own; it repeats the instant, so that the check can refuse a cancellation of what is in effect.
alter table rulebook_activations
  add column note text check (length(note) between 1 and 500),
  add unique (activation_id, effective_from);
create table rulebook_cancellations (
  activation_id  bigint primary key,
  effective_from timestamptz not null,
  cancelled_at   timestamptz not null,
  cancelled_by   text not null,
  foreign key (activation_id, effective_from) references rulebook_activations (activation_id, effective_from),
  check (cancelled_at < effective_from)
);

-- The activations that have taken effect or will. The active version at an instant is the one with the latest
-- effective_from not after it; of equals, the last activated.
create view rulebook_schedule as
select * from rulebook_activations a
where not exists (select from rulebook_cancellations c where c.activation_id = a.activation_id);

-- What a draft was made from, and why.
alter table rulebooks
  add column based_on integer references rulebooks,
  add column note text check (length(note) between 1 and 500);

-- A client sees the results of a shadow rulebook for its own orders only. The counts of before have no client.
alter table shadow_counts drop constraint shadow_counts_pkey;
alter table shadow_counts add column client_id text references clients;
alter table shadow_counts add unique nulls not distinct (version, client_id);
alter table shadow_differences
  add column changed jsonb not null default '[]',
  add column free_items jsonb not null default '{"added":[],"removed":[],"changed":[]}';

-- Simulations select orders by the time of payment.
create index on orders (paid_at);
