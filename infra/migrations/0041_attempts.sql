-- Every attempt of a task, for ever, and causes as codes beside the texts.

create table task_attempts (
  task_id    uuid not null references tasks,
  no         integer not null check (no > 0),
  started_at timestamptz not null,
  ended_at   timestamptz not null check (ended_at >= started_at),
  -- postponed: tried, and put off for a reason outside the task. unknown: the invocation ended without a result.
  outcome    text not null check (outcome in ('done', 'rejected', 'failed', 'postponed', 'unknown')),
  detail     text,
  cause      jsonb check (jsonb_typeof(cause) = 'object'),
  primary key (task_id, no)
);

alter table tasks
  -- Why it is rejected or failed, or was last postponed. Null for older rows whose text does not say it.
  add column cause           jsonb check (cause ? 'code'),
  -- The number of its rows in task_attempts.
  add column attempts_logged integer not null default 0 check (attempts_logged >= 0),
  add check (status <> 'done' or cause is null);

create function cause_of_reason(reason text) returns jsonb
language sql immutable
return case
  when reason ~ '^agent \S+ has no commission rate'
    then jsonb_build_object('code', 'agent-without-rate', 'agentId', substring(reason from '^agent (\S+) '))
  when reason ~ '^no streaming link in the catalogue for '
    then jsonb_build_object('code', 'streaming-link-missing', 'sku', substring(reason from ' for ((?:(?!, ).)+)'))
  when reason ~ '^the connection refused the webhook with status \d{3}$'
    then jsonb_build_object('code', 'connection-refused', 'status', substring(reason from '\d{3}$')::int)
  when reason ~ '^there is no connection \S+$'
    then jsonb_build_object('code', 'connection-missing', 'connection', substring(reason from '\S+$'))
  when reason = 'the order has no shipping address' then '{"code": "no-shipping-address"}'
  when reason = 'the membership change has no plan' then '{"code": "no-plan"}'
  when reason = 'the membership change has no period' then '{"code": "no-period"}'
  when reason ~ '^no active membership to ' then '{"code": "no-active-membership"}'
  when reason ~ '^already on ' then '{"code": "same-plan"}'
  when reason ~ '^\S+ is not above \S+$' then '{"code": "lower-plan"}'
  when reason ~ '^another plan, \S+, is active until ' then '{"code": "other-plan-active"}'
  when reason = 'the membership would end after the year 9999' then '{"code": "membership-too-long"}'
  when reason = 'the order has no membership change' then '{"code": "no-membership-change"}'
  when reason = 'the order has no streaming video' then '{"code": "no-streaming-video"}'
  when reason ~ '^the address is suppressed' then '{"code": "address-suppressed"}'
  when reason ~ '^SES refused the mail' then '{"code": "mail-refused"}'
  when reason ~ '^attempts used up' then '{"code": "attempts-used-up"}'
  when reason in ('a retry cannot succeed', 'the change cannot be understood') then '{"code": "permanent-error"}'
end::jsonb;

update tasks set cause = cause_of_reason(reason)
where status in ('rejected', 'failed') and cause_of_reason(reason) is not null;
drop function cause_of_reason;
