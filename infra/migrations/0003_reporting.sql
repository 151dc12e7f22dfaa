-- Stable, read-only views for reports and outside checks; documented in the README. Columns are only ever added.
create schema reporting;

create view reporting.orders as
select o.order_id, o.client_id, o.customer_id, order_status(o.order_no) as status, o.total, o.currency,
       o.rulebook_version, o.placed_at, o.received_at
from orders o;

create view reporting.tasks as
select t.task_id, o.order_id, t.type, t.status, t.attempts, t.rule_ids, t.created_at, t.finished_at,
       coalesce(t.last_error, t.reason) as last_error
from tasks t join orders o using (order_no);

create view reporting.packing_slips as
select s.number, o.order_id, s.destination, s.line_count, s.issued_at
from packing_slips s join orders o using (order_no);

create view reporting.membership_events as
select a.customer_id, o.order_id, e.change, e.plan_before, e.plan_after, e.at
from membership_events e join membership_accounts a using (account_id) join orders o using (order_no);

create view reporting.emails as
select e.task_id, o.order_id, e.template, e.recipient, e.ses_message_id, e.sent_at, e.possible_duplicate
from emails e join tasks t using (task_id) join orders o using (order_no)
where e.sent_at is not null;

create view reporting.commission_entries as
select c.entry_id, o.order_id, c.line_id, c.agent_id, c.base, c.rate_bps, c.amount, c.currency, c.paid_at, c.booked_at
from commission_entries c join orders o using (order_no);

do $$ begin
  if not exists (select from pg_roles where rolname = 'despacho_reports') then
    create role despacho_reports nologin;
  end if;
exception when insufficient_privilege then
  raise notice 'role despacho_reports was not created: this user may not create roles';
end $$;
do $$ begin
  if exists (select from pg_roles where rolname = 'despacho_reports') then
    grant usage on schema reporting to despacho_reports;
    grant select on all tables in schema reporting to despacho_reports;
  end if;
end $$;
