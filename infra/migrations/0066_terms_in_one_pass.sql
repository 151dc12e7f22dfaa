-- The terms of orders, as in migration 0045. The trigger was half the cost of accepting an order, because Postgres planned its
-- statement for each order: a plan for any array looked worse to it than one for the array at hand. The plan for one number is
-- kept by the connection. Lines, tasks and the snapshot are read once.
create or replace function add_order_terms(numbers bigint[]) returns void
language plpgsql as $$
declare
  number bigint;
begin
  foreach number in array numbers loop
    insert into order_terms (client_id, kind, term, order_no)
    select distinct o.client_id, t.kind, t.term, o.order_no
    from (
      select order_no, client_id, order_id, customer_id, snapshot -> 'customer' as customer, snapshot ->> 'agentId' as agent_id,
             snapshot -> 'lines' as lines
      from orders where order_no = number
      -- Keeps the planner from unpacking the snapshot once for each use.
      offset 0
    ) as o cross join lateral (
      select 'order' as kind, lower(o.order_id) as term
      union all select 'customer', lower(o.customer_id)
      union all select 'email', lower(o.customer ->> 'email')
      union all select 'tax', tax_term(o.customer ->> 'taxId')
      union all select 'agent', o.agent_id
      union all select 'agent', agent #>> '{}' from jsonb_path_query(o.lines, '$[*].agentId') as agent
      union all select line.kind, line.term
                from order_lines l cross join lateral (values ('sku', l.sku), ('rule', l.rule_id)) as line (kind, term)
                where l.order_no = o.order_no
      union all select task.kind, task.term
                from tasks k cross join lateral (
                  select 'rule' as kind, rule_id as term from unnest(k.rule_ids) as rule_id
                  union all select 'agent', k.payload ->> 'agentId' where k.type = 'commission'
                ) as task
                where k.order_no = o.order_no
    ) as t
    where t.term <> ''
    on conflict do nothing;
  end loop;
end
$$;
