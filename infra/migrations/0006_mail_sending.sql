-- How often a mail was sent with an unknown outcome. At most two such sends are made.
alter table emails add column unknown_sends integer not null default 0 check (unknown_sends >= 0);
update emails set unknown_sends = 1 where possible_duplicate and sent_at is null;

-- When the oldest mail of the last 24 hours was sent, for SES's daily quota.
create index emails_by_sending on emails (sent_at) where sent_at is not null;

-- What all containers that send mail share: the pace, SES's quota, and the circuit breaker. One row.
create table mail_sending (
  only_one         boolean primary key default true check (only_one),
  -- Token bucket: the instant at which the next mail may be sent.
  next_send_at     timestamptz,
  -- Mails per second and per 24 hours that SES allows; null while unknown.
  quota_rate       double precision,
  quota_day        double precision,
  -- Mails sent in the last 24 hours: as SES reported, and those sent since.
  sent_day         double precision not null default 0,
  quota_checked_at timestamptz,
  -- Mails per second below the quota, while SES throttles; null when it does not.
  learned_rate     double precision,
  learned_at       timestamptz,
  -- Circuit breaker: failures in a row, and until when no mail is sent.
  failures         integer not null default 0 check (failures >= 0),
  pauses           integer not null default 0 check (pauses >= 0),
  paused_until     timestamptz,
  pause_reason     text
);
insert into mail_sending default values;
