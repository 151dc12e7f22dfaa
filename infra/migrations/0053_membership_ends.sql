-- Memberships end by a schedule when their paid time is over. The end is an event of the history, the only one without a task,
-- of the order that changed the membership last.
alter table membership_events
  alter column task_id drop not null,
  drop constraint membership_events_change_check,
  add constraint membership_events_change_check
    check (change in ('activate', 'upgrade', 'deactivate', 'cancel', 'expire')),
  add constraint membership_events_task_check check ((change = 'expire') = (task_id is null));

alter table membership_accounts
  -- Inactive because the paid time ran out: a change that took effect before the end, and comes late, still extends it.
  add column ran_out boolean not null default false check (not ran_out or status = 'inactive'),
  -- The ends that mails were made about: one mail of each kind for an end.
  add column ending_mail_for timestamptz,
  add column ended_mail_for timestamptz;

create index membership_accounts_to_end on membership_accounts (expires_at) where status = 'active';
create index membership_accounts_to_remind on membership_accounts (expires_at)
  where status = 'active' and ending_mail_for is distinct from expires_at;

-- The mails about the end of a membership are tasks of its order that do not count for the order's status, as webhooks of
-- events do not. No rule led to them, but a setting of the rulebook.
alter table tasks
  drop constraint tasks_check5,
  add constraint tasks_is_event_check check (not is_event or type in ('webhook', 'email'));

-- The event of an end has no task.
create or replace function create_events_of_memberships() returns trigger language plpgsql as $$
begin
  if has_subscription(array['membership.changed']) then
    perform create_event_tasks('membership.changed', n.order_no,
      case when n.task_id is null then '{}' else jsonb_build_object('taskId', n.task_id) end || jsonb_build_object(
      'customerId', a.customer_id, 'change', n.change, 'planBefore', n.plan_before,
      'planAfter', n.plan_after, 'expiresAt', to_char(n.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    from new_events n join membership_accounts a using (account_id);
  end if;
  return null;
end
$$;
