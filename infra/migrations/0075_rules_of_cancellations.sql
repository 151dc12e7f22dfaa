-- Orders are found by the rules for each cancellation that led to tasks of theirs, too. Cancellations since add these terms as they
-- are accepted.
insert into order_terms (client_id, kind, term, order_no)
select distinct c.client_id, 'rule', r.rule_id, t.order_no
from tasks t join cancellations c using (cancellation_no) cross join unnest(t.rule_ids) as r(rule_id)
on conflict do nothing;
