-- A function stores a task as queued in the statement that accepts or releases it, and sends its message after the commit. Until
-- somebody knows that the message was sent, the send is unconfirmed: the relay sends another when such a task is still untouched
-- after some seconds, because the function may have crashed in between.
alter table tasks add column send_unconfirmed boolean not null default false;

-- The relay reads the unconfirmed ones apart from those whose message was sent.
create index tasks_queued_by_send on tasks (type, send_unconfirmed, queued_at) where status = 'queued';
drop index tasks_queued_by_type;
