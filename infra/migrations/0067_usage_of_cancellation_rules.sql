-- What takes a task of an order back has the rules of that task, and is no further application of them.
create or replace function rules_applied(wanted bigint, gifts jsonb, notes jsonb)
returns table (rule_id text, tasks bigint, free_items bigint)
language sql stable parallel safe as $$
  select u.rule_id, sum(u.task), sum(u.free_item) from (
    select r as rule_id, 1 as task, 0 as free_item from public.tasks t, unnest(t.rule_ids) r
    where t.order_no = wanted and t.cancellation_no is null
    union all
    select g -> 'gift' ->> 'ruleId', 0, 1 from jsonb_array_elements(gifts) g where g -> 'gift' ? 'ruleId'
    union all
    select b ->> 'ruleId', 0, 0 from jsonb_array_elements(notes) n, jsonb_array_elements(n -> 'because') b
  ) u group by u.rule_id
$$;

-- The rules for each cancellation that were applied to one, each with how many of its tasks it led to.
create function cancellation_rules_applied(cancellation cancellations)
returns table (rule_id text, tasks bigint)
language sql stable parallel safe as $$
  select u.rule_id, sum(u.task) from (
    select r as rule_id, 1 as task from public.tasks t, unnest(t.rule_ids) r
    where t.order_no = cancellation.order_no and t.cancellation_no = cancellation.cancellation_no
      and starts_with(t.key, 'cancellation:' || cancellation.cancellation_id || ':rules:')
    union all
    select b ->> 'ruleId', 0 from jsonb_array_elements(cancellation.notes) n, jsonb_array_elements(n -> 'because') b
  ) u group by u.rule_id
$$;

-- Cancellations are few: their rules are counted when they are asked for.
create index cancellations_by_rulebook on cancellations (rulebook_version, received_at);
