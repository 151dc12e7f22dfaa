-- Agents, their rates and the catalogue belong to a client. What all clients shared is copied to each of them, so that
-- every commission and every free item that worked goes on working.

alter table agent_rates
  drop constraint agent_rates_agent_id_fkey,
  drop constraint agent_rates_pkey,
  add column client_id text;
alter table agents
  drop constraint agents_pkey,
  add column client_id text references clients;

insert into agents (client_id, agent_id, name, created_at)
select c.client_id, a.agent_id, a.name, a.created_at from agents a cross join clients c;
delete from agents where client_id is null;
alter table agents add primary key (client_id, agent_id);

insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
select c.client_id, r.agent_id, r.valid_from, r.rate_bps, r.created_at from agent_rates r cross join clients c;
delete from agent_rates where client_id is null;
alter table agent_rates
  add primary key (client_id, agent_id, valid_from),
  add foreign key (client_id, agent_id) references agents;

-- What a new client starts with. In an older deployment it is the catalogue that was shared, because the active rulebook
-- may add any of it for free.
create table starting_catalogue (
  sku        text primary key,
  type       text not null,
  title      text not null,
  link       text check (link ~ '^https://'),
  fields     jsonb not null default '{}',
  updated_at timestamptz not null
);
insert into starting_catalogue (sku, type, title, link, fields, updated_at)
select sku, type, title, link, fields, updated_at from catalogue;

alter table catalogue
  drop constraint catalogue_pkey,
  add column client_id text references clients;
insert into catalogue (client_id, sku, type, title, link, fields, updated_at)
select c.client_id, s.sku, s.type, s.title, s.link, s.fields, s.updated_at
from starting_catalogue s cross join clients c;
delete from catalogue where client_id is null;
alter table catalogue add primary key (client_id, sku);

create function copy_starting_catalogue() returns trigger language plpgsql as $$
begin
  insert into public.catalogue (client_id, sku, type, title, link, fields, updated_at)
  select new.client_id, sku, type, title, link, fields, new.created_at from public.starting_catalogue;
  return null;
end
$$;
create trigger copy_starting_catalogue after insert on clients
  for each row execute function copy_starting_catalogue();

-- Every view has the client. An id of an order, a customer or an agent is unique within its client only.
create or replace view reporting.tasks as
select t.task_id, o.order_id, t.type, t.status, t.attempts, t.rule_ids, t.created_at, t.finished_at,
       coalesce(t.last_error, t.reason) as last_error, o.client_id
from tasks t join orders o using (order_no);

create or replace view reporting.packing_slips as
select s.number, o.order_id, s.destination, s.line_count, s.issued_at, o.client_id
from packing_slips s join orders o using (order_no);

create or replace view reporting.membership_events as
select a.customer_id, o.order_id, e.change, e.plan_before, e.plan_after, e.at, o.client_id
from membership_events e join membership_accounts a using (account_id) join orders o using (order_no);

create or replace view reporting.emails as
select e.task_id, o.order_id, e.template, e.recipient, e.ses_message_id, e.sent_at, e.possible_duplicate, o.client_id
from emails e join tasks t using (task_id) join orders o using (order_no)
where e.sent_at is not null;

create or replace view reporting.commission_entries as
select c.entry_id, o.order_id, c.line_id, c.agent_id, c.base, c.rate_bps, c.amount, c.currency, c.paid_at, c.booked_at,
       o.client_id
from commission_entries c join orders o using (order_no);
