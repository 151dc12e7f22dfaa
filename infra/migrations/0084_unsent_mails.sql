-- Mails of a template that were not sent: few, however many were.
create index tasks_unsent_by_template on tasks ((payload ->> 'template'), order_no)
  where type = 'email' and status in ('rejected', 'failed', 'skipped');
