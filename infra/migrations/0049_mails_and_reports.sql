-- Mails as they were sent. The relay deletes them after 90 days.
create table sent_mails (
  task_id uuid primary key references emails,
  subject text not null,
  text    text not null,
  html    text not null,
  sent_at timestamptz not null
);
create index sent_mails_by_time on sent_mails (sent_at);

-- The mails of a client's orders, in the order of acceptance.
create index tasks_emails on tasks (order_no) where type = 'email';

-- The commissions of all agents in a month.
create index commission_entries_by_payment on commission_entries (paid_at);

-- Memberships that end soon.
create index membership_accounts_by_expiry on membership_accounts (expires_at) where expires_at is not null;
