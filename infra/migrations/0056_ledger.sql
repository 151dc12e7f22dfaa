-- The ledger: what agents are owed, in double entry. A row is a transaction of two legs: its amount is debited to one account and
-- credited to another, so no transaction can be out of balance. Triggers on the tables that record commissions, adjustments,
-- payments and royalties add the rows; the functions may read them and nothing else.

-- Closed months of a client. They follow each other without a gap, which the reference to the month before holds.
create table closed_months (
  client_id    text not null references clients,
  month        date not null,
  -- Null for the client's first closed month only.
  previous     date,
  closed_at    timestamptz not null,
  closed_by    text not null,
  -- As the documents of the month name it.
  company_name text not null,
  primary key (client_id, month),
  unique nulls not distinct (client_id, previous),
  foreign key (client_id, previous) references closed_months (client_id, month),
  check (extract(day from month) = 1),
  check (month = (previous + interval '1 month')::date)
);

create table ledger (
  entry_id  uuid primary key,
  client_id text not null,
  kind      text not null,
  debit     text not null,
  credit    text not null,
  amount    bigint not null check (amount >= 0),
  currency  text not null,
  -- Null for royalties.
  agent_id  text,
  -- When it was earned, cancelled, adjusted or paid.
  at        timestamptz not null,
  -- The month of `at`, and the month whose statement has it: a later one when the month of `at` was closed before.
  about     date not null,
  month     date not null check (month >= about),
  booked_at timestamptz not null,
  check (extract(day from about) = 1 and extract(day from month) = 1),
  check ((agent_id is null) = (kind in ('royalty', 'royalty-reversal'))),
  check ((kind, debit, credit) in (
    ('commission', 'commission-expense', 'agents-payable'),
    ('reversal', 'agents-payable', 'commission-expense'),
    ('adjustment', 'adjustments', 'agents-payable'),
    ('adjustment', 'agents-payable', 'adjustments'),
    ('payment', 'agents-payable', 'payments'),
    ('royalty', 'royalties-expense', 'royalties-payable'),
    ('royalty-reversal', 'royalties-payable', 'royalties-expense')
  ))
);
-- The statement of an agent, those of all agents of a client, and a client's royalties.
create index ledger_by_month on ledger (client_id, month, agent_id, at);

-- The month of an instant, as its first day.
create function ledger_month(at timestamptz) returns date
language sql stable parallel safe
return date_trunc('month', at at time zone 'America/Sao_Paulo')::date;

-- The first month of a client that is not closed; -infinity when none is closed.
create function first_open_month(client text) returns date
language sql stable parallel safe
return coalesce((select (max(month) + interval '1 month')::date from closed_months where client_id = client), '-infinity');

-- A booking shares the lock of its client until the end of its transaction; closing a month takes it alone. So a
-- booking is committed before the close or sees the closed month. Clients may share a lock, and then wait for each other.
create function ledger_lock(client text) returns bigint
language sql immutable parallel safe
return hashtextextended('ledger ' || client, 0);

create function share_ledger_locks(clients text[]) returns void language plpgsql as $$
begin
  -- In one order, because a batch may be of several clients.
  perform pg_advisory_xact_lock_shared(key)
  from (select distinct ledger_lock(client) as key from unnest(clients) as client order by key) as locks;
end
$$;

-- Reversals of commissions: negative entries that name the entry that they take back.
alter table commission_entries
  add column reverses uuid references commission_entries,
  add column cancellation_id text,
  add column cancelled_at timestamptz,
  -- Fewer than the line's quantity where items were cancelled before; null: all of them.
  add column units integer check (units > 0),
  drop constraint commission_entries_base_check,
  drop constraint commission_entries_check,
  -- Of some items, the rounded part of the amount may be more than the rounded part of the base.
  add constraint commission_entries_amounts_check check (
    case when reverses is null then base >= 0 and amount between 0 and base else base <= 0 and amount <= 0 end),
  add constraint commission_entries_reversal_check check (
    (reverses is null) = (cancellation_id is null) and (reverses is null) = (cancelled_at is null)),
  drop constraint commission_entries_order_no_line_id_agent_id_role_key;
create unique index commission_entries_once on commission_entries (order_no, line_id, agent_id, role)
  where reverses is null;
create unique index commission_entries_reversed_once on commission_entries (reverses, cancellation_id)
  where reverses is not null;
-- Statements read the ledger.
drop index commission_entries_agent_id_paid_at_order_no_idx;
drop index commission_entries_by_payment;

create function refuse_excessive_reversals(entries uuid[]) returns void language plpgsql as $$
begin
  -- Reversals of one entry take turns, so that each sum has those before it.
  perform from commission_entries where entry_id = any (entries) order by entry_id for no key update;
  if exists (
    select from commission_entries e, lateral (
      select sum(r.base) as base, sum(r.amount) as amount from commission_entries r where r.reverses = e.entry_id
    ) reversed
    where e.entry_id = any (entries)
      and (e.reverses is not null or e.base + reversed.base < 0 or e.amount + reversed.amount < 0)
  ) then
    raise exception 'more is reversed than was booked'
      using errcode = 'check_violation', table = 'commission_entries', constraint = 'reversals_within_entry';
  end if;
end
$$;

create function book_commissions() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from added where reverses is not null) then
    perform refuse_excessive_reversals(array(select reverses from added where reverses is not null));
  end if;
  perform share_ledger_locks(array(select o.client_id from added join orders o using (order_no)));
  insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, agent_id, at, about, month, booked_at)
  select a.entry_id, o.client_id, legs.kind, legs.debit, legs.credit, abs(a.amount), a.currency, a.agent_id, time.at,
         ledger_month(time.at), greatest(ledger_month(time.at), first_open_month(o.client_id)), a.booked_at
  from added a
    join orders o using (order_no)
    join (values (false, 'commission', 'commission-expense', 'agents-payable'),
                 (true, 'reversal', 'agents-payable', 'commission-expense')) as legs (is_reversal, kind, debit, credit)
      on legs.is_reversal = (a.reverses is not null)
    cross join lateral (select coalesce(a.cancelled_at, a.paid_at) as at) as time;
  return null;
end
$$;
create trigger book_commissions after insert on commission_entries
  referencing new table as added
  for each statement execute function book_commissions();

insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, agent_id, at, about, month, booked_at)
select c.entry_id, o.client_id, 'commission', 'commission-expense', 'agents-payable', c.amount, c.currency, c.agent_id, c.paid_at,
       ledger_month(c.paid_at), ledger_month(c.paid_at), c.booked_at
from commission_entries c join orders o using (order_no);

-- Adjustments of what an agent is owed, and payments to agents.
create table agent_bookings (
  entry_id     uuid primary key,
  client_id    text not null,
  agent_id     text not null,
  kind         text not null check (kind in ('adjustment', 'payment')),
  -- The client's own id, by which a replay is recognised.
  booking_id   text not null,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  -- An adjustment below zero lowers what the agent is owed, as a payment does.
  amount       bigint not null check (amount <> 0 and (kind = 'adjustment' or amount > 0)),
  currency     text not null,
  at           timestamptz not null,
  -- The reason of an adjustment.
  note         text check (kind = 'payment' or note is not null),
  booked_at    timestamptz not null,
  booked_by    text not null,
  unique (client_id, kind, booking_id),
  foreign key (client_id, agent_id) references agents
);

create function book_for_agents() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform share_ledger_locks(array(select client_id from added));
  insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, agent_id, at, about, month, booked_at)
  select entry_id, client_id, kind,
         case when kind = 'payment' or amount < 0 then 'agents-payable' else 'adjustments' end,
         case when kind = 'payment' then 'payments' when amount < 0 then 'adjustments' else 'agents-payable' end,
         abs(amount), currency, agent_id, at, ledger_month(at),
         greatest(ledger_month(at), first_open_month(client_id)), booked_at
  from added;
  return null;
end
$$;
create trigger book_for_agents after insert on agent_bookings
  referencing new table as added
  for each statement execute function book_for_agents();

-- What the statements of closed months have beside the ledger's rows: their sums, and the agents' names at that time.
create table closed_statements (
  client_id       text not null,
  month           date not null,
  agent_id        text not null,
  currency        text not null,
  -- Null: a rule named an agent that the client had not stored.
  name            text,
  orders          integer not null,
  units           bigint not null,
  sales           bigint not null,
  opening_balance bigint not null,
  commission      bigint not null,
  reversals       bigint not null,
  adjustments     bigint not null,
  payments        bigint not null,
  carried_forward bigint not null,
  primary key (client_id, month, agent_id, currency),
  foreign key (client_id, month) references closed_months,
  check (carried_forward = opening_balance + commission + reversals + adjustments + payments)
);

create or replace view reporting.commission_entries as
select c.entry_id, o.order_id, c.line_id, c.agent_id, c.base, c.rate_bps, c.amount, c.currency, c.paid_at, c.booked_at,
       o.client_id, c.role, l.kind, c.cancellation_id, l.at, l.month, l.about
from commission_entries c join orders o using (order_no) join ledger l using (entry_id);

-- Both legs of every transaction: the amounts of one entry_id add up to zero.
create view reporting.ledger as
select l.entry_id, l.client_id, l.kind, leg.account, l.agent_id, l.currency, leg.amount, l.month, l.about, l.at, l.booked_at
from ledger l, lateral (values (l.debit, l.amount), (l.credit, -l.amount)) as leg (account, amount);
do $$ begin
  if exists (select from pg_roles where rolname = 'despacho_reports') then
    grant select on reporting.ledger to despacho_reports;
  end if;
end $$;
