-- Managers of agents: dated as rates are, and never overwritten.
create table agent_managers (
  client_id  text not null,
  agent_id   text not null,
  valid_from timestamptz not null,
  -- Null: the agent has no manager from then on. A manager may be stored as an agent later, as the agents of orders may.
  manager_id text,
  created_at timestamptz not null,
  primary key (client_id, agent_id, valid_from),
  foreign key (client_id, agent_id) references agents,
  check (manager_id <> agent_id)
);

-- What a commission's `to` has as words for roles is no agent's id. Agents that already have one keep it.
alter table agents add constraint agents_id_is_no_role check (agent_id not in ('agent', 'manager')) not valid;

-- The managers that an order was decided with, by agent. Null for orders that no rule asked it for.
alter table orders add column managers jsonb check (jsonb_typeof(managers) = 'object');

-- Several recipients earn on one line, and one agent may earn on it in several roles. A task is of one agent, so each of its
-- lines and roles is booked once.
alter table commission_entries
  add column role text not null default 'agent' check (role in ('agent', 'manager', 'named')),
  drop constraint commission_entries_order_no_line_id_key,
  add unique (order_no, line_id, agent_id, role);

create or replace view reporting.commission_entries as
select c.entry_id, o.order_id, c.line_id, c.agent_id, c.base, c.rate_bps, c.amount, c.currency, c.paid_at, c.booked_at,
       o.client_id, c.role
from commission_entries c join orders o using (order_no);
