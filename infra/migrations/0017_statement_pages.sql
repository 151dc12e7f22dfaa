-- A page of a statement begins at an entry, so the entries of an agent are in the order of the statement.
create index on commission_entries (agent_id, paid_at, order_no);
drop index commission_entries_agent_id_paid_at_idx;
