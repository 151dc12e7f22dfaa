-- Orders whose personal data was replaced can still be cancelled. What undoes something needs nothing of the customer, so an
-- erasure leaves it as it is: a later cancellation that waits for it can follow its retry.

-- Whether a task cannot be done once the customer's personal data is replaced. Commissions are of the agent, slips for a
-- department of the company; what a cancellation undoes was recorded, and its webhooks say what is left.
create function needs_customer(type text, payload jsonb, of_cancellation boolean) returns boolean
language sql immutable parallel safe
return case type
  when 'email' then true
  when 'commission' then false
  when 'packing_slip' then not payload ? 'cancels'
    and coalesce(payload #>> '{settings,recipient}',
                 case payload ->> 'destination' when 'royalties' then 'department' else 'customer' end) = 'customer'
  else not of_cancellation
end;

-- Erasures until now have skipped all of these. They are as their last attempt left them again.
update tasks t
set status = coalesce(a.outcome, 'failed'), reason = coalesce(a.detail, 'it failed before the erasure'),
    cause = coalesce(a.cause, '{"code": "permanent-error"}')
from tasks s left join lateral (
  select l.outcome, l.detail, l.cause from task_attempts l
  where l.task_id = s.task_id and l.outcome in ('rejected', 'failed') order by l.no desc limit 1
) a on true
where t.task_id = s.task_id and s.status = 'skipped' and s.cause ->> 'code' = 'customer-erased'
  and not needs_customer(s.type, s.payload, s.cancellation_no is not null);

alter table orders
  -- Since the erasure: the lines that earn each free line, by its id. Pseudonyms could lead to others.
  add column free_line_earners jsonb check (free_line_earners is null or erased_at is not null);

-- The number of a cancellation of an order, and when it is accepted. The account is the one that the order's tasks have changed:
-- after an erasure the order and the account may have different pseudonyms. It is locked as by take_order_number.
create function take_cancellation_number(
  of_order bigint, out account_id bigint, out cancellation_no bigint, out received_at timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
  cancelled public.orders;
begin
  select * into cancelled from public.orders o where o.order_no = of_order;
  perform pg_advisory_xact_lock_shared(public.customer_lock(cancelled.client_id, cancelled.customer_id));
  select a.account_id into account_id from public.membership_accounts a
  where a.account_id = (
    select t.account_id from public.tasks t
    where t.order_no = of_order and t.account_id is not null and t.cancellation_no is null limit 1)
  for no key update;
  select n.order_no, n.received_at into cancellation_no, received_at
  from public.take_order_number(cancelled.client_id, cancelled.customer_id, false) n;
end
$$;

-- Events of a membership may be with orders that were erased before it, because of their age.
create function replace_in_events(of_account bigint, customer text, pseudonym text) returns void
language sql
begin atomic
  update tasks t set payload = jsonb_set(t.payload, '{data,customerId}', to_jsonb(pseudonym))
  where t.is_event and t.payload #>> '{data,customerId}' = customer and t.order_no in (
    select e.order_no from membership_events e join orders o using (order_no)
    where e.account_id = of_account and o.erased_at is not null);
end;

-- As in migration 0060, with the events.
create or replace function begin_erasure(
  new_id uuid, of_client text, of_customer text, new_pseudonym text, why text, by_whom text, known jsonb,
  in_lists boolean, at_instant timestamptz,
  out erasure_id uuid, out is_new boolean, out open_orders text[]
) language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s' as $$
declare
  account bigint;
begin
  -- Orders of the customer that are being accepted hold the lock, shared, until their commit.
  perform pg_advisory_xact_lock(customer_lock(of_client, of_customer));
  select e.erasure_id into erasure_id from erasures e where e.client_id = of_client and e.customer_id = of_customer;
  is_new := erasure_id is null;
  if not is_new then
    return;
  end if;
  open_orders := array(
    select o.order_id from orders o
    where o.client_id = of_client and o.customer_id = of_customer and has_open_tasks(o.order_no)
    order by o.order_no limit 20);
  if cardinality(open_orders) > 0 then
    return;
  end if;
  insert into erasures (erasure_id, client_id, customer_id, pseudonym, reason, requested_at, requested_by, last_order_no,
                        identities, with_lists)
  select new_id, of_client, of_customer, new_pseudonym, why, at_instant, by_whom, coalesce(max(o.order_no), 0), known,
         in_lists
  from orders o where o.client_id = of_client and o.customer_id = of_customer;
  -- A membership that is bought from now on is another one.
  update membership_accounts set customer_id = new_pseudonym, erased_at = at_instant
  where client_id = of_client and customer_id = of_customer
  returning account_id into account;
  perform replace_in_events(account, of_customer, new_pseudonym);
  erasure_id := new_id;
end
$$;

-- As in migration 0060, with the events.
create or replace function erase_old_accounts(ended_before timestamptz, at_instant timestamptz, max_accounts integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  account membership_accounts;
  pseudonym text;
  erased integer := 0;
begin
  for account in
    select a.* from membership_accounts a
    where a.erased_at is null and coalesce(a.expires_at, timestamptz '-infinity') < ended_before
      and not exists (select from orders o where o.client_id = a.client_id and o.customer_id = a.customer_id)
    order by coalesce(a.expires_at, timestamptz '-infinity') limit max_accounts
  loop
    -- An order that is being accepted holds the lock.
    if pg_try_advisory_xact_lock(customer_lock(account.client_id, account.customer_id)) then
      pseudonym := 'erased-' || left(replace(gen_random_uuid()::text, '-', ''), 20);
      update membership_accounts a set customer_id = pseudonym, erased_at = at_instant
      where a.account_id = account.account_id and a.erased_at is null
        and not exists (select from orders o where o.client_id = a.client_id and o.customer_id = a.customer_id);
      if found then
        perform replace_in_events(account.account_id, account.customer_id, pseudonym);
        erased := erased + 1;
      end if;
    end if;
  end loop;
  return erased;
end
$$;

-- As in migration 0060, but tasks that need nothing of the customer stay as they are, and the lines that earn free lines are kept.
create or replace function replace_personal_data(
  of_client text, of_customer text, pseudonym text, at_instant timestamptz,
  changed_orders jsonb, changed_tasks jsonb, changed_attempts jsonb, changed_slips jsonb, changed_differences jsonb
) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  given bigint[] := array(select n.order_no from jsonb_to_recordset(changed_orders) as n(order_no bigint));
  numbers bigint[];
begin
  if pseudonym !~ '^erased-[0-9a-f]{20}$' then
    raise exception 'not a pseudonym' using errcode = 'check_violation';
  end if;
  -- A retry that opens a task of these orders, and a cancellation of one, come before or after.
  perform pg_advisory_xact_lock(hashtextextended('cancellations ' || n, 0)) from unnest(given) as n order by n;
  perform from tasks t where t.order_no = any (given) order by t.task_id for update;
  numbers := array(
    select o.order_no from orders o
    where o.order_no = any (given) and o.client_id = of_client and o.customer_id = of_customer and o.erased_at is null
      and not has_open_tasks(o.order_no));

  update orders o
  set customer_id = pseudonym, erased_at = at_instant, notes = n.notes, why_not = n.why_not,
      free_line_earners = n.free_line_earners,
      snapshot = with_replaced(o.snapshot, n.customer, n.address, n.metadata, n.attributes)
  from jsonb_to_recordset(changed_orders)
    as n(order_no bigint, customer jsonb, address jsonb, metadata jsonb, attributes jsonb, notes jsonb, why_not jsonb,
         free_line_earners jsonb)
  where o.order_no = n.order_no and o.order_no = any (numbers);

  delete from order_terms t where t.order_no = any (numbers) and t.kind in ('customer', 'email', 'tax');
  insert into order_terms (client_id, kind, term, order_no)
  select o.client_id, t.kind, t.term, o.order_no
  from orders o cross join lateral (
    values ('customer', lower(o.customer_id)), ('email', lower(o.snapshot -> 'customer' ->> 'email')),
           ('tax', tax_term(o.snapshot -> 'customer' ->> 'taxId'))
  ) as t (kind, term)
  where o.order_no = any (numbers) and t.term <> '';

  update tasks t
  set because = with_explanations(t.because, n.explanations), reason = coalesce(n.reason, t.reason),
      last_error = coalesce(n.last_error, t.last_error)
  from jsonb_to_recordset(changed_tasks) as n(task_id uuid, explanations jsonb, reason text, last_error text)
  where t.task_id = n.task_id and t.order_no = any (numbers);
  -- They cannot be done any more, nor can those that were skipped because of them.
  update tasks t set status = 'skipped', reason = null, cause = '{"code": "customer-erased"}'
  where t.order_no = any (numbers) and not (t.is_event and t.type = 'webhook')
    and (t.status in ('rejected', 'failed') or t.status = 'skipped' and t.cause is null)
    and needs_customer(t.type, t.payload, t.cancellation_no is not null);
  update tasks t set payload = jsonb_set(t.payload, '{data,customerId}', to_jsonb(pseudonym))
  where t.order_no = any (numbers) and t.is_event and t.payload #>> '{data,customerId}' = of_customer;

  update task_attempts a set detail = n.detail
  from jsonb_to_recordset(changed_attempts) as n(task_id uuid, no integer, detail text) join tasks t using (task_id)
  where a.task_id = n.task_id and a.no = n.no and t.order_no = any (numbers);
  update retry_requests r set note = pseudonym
  where r.note is not null and r.retry_id in (
    select q.retry_id from task_retries q join tasks t using (task_id) where t.order_no = any (numbers));

  update tasks t set payload = jsonb_set(t.payload, '{cancellation,reason}', to_jsonb(pseudonym))
  where t.order_no = any (numbers) and t.payload #> '{cancellation,reason}' is not null;
  -- Webhooks for a cancellation hold its values, since the order does not.
  update tasks t
  set payload = jsonb_set(t.payload, '{data}', (
    select jsonb_object_agg(key, case when value = to_jsonb(c.reason) then to_jsonb(pseudonym) else value end)
    from jsonb_each(t.payload -> 'data')))
  from cancellations c
  where t.order_no = any (numbers) and c.cancellation_no = t.cancellation_no and t.type = 'webhook'
    and t.payload -> 'data' @> any (array(
      select jsonb_build_object(key, c.reason) from jsonb_object_keys(t.payload -> 'data') as key));
  update cancellations c
  set reason = pseudonym, notes = n.cancellation_notes -> c.cancellation_no::text
  from jsonb_to_recordset(changed_orders) as n(order_no bigint, cancellation_notes jsonb)
  where c.order_no = n.order_no and c.order_no = any (numbers);

  update packing_slips s set document = s.document || jsonb_build_object('recipient', n.recipient)
  from jsonb_to_recordset(changed_slips) as n(number text, recipient jsonb)
  where s.number = n.number and s.order_no = any (numbers);
  delete from sent_mails m using tasks t where t.task_id = m.task_id and t.order_no = any (numbers);
  update emails e set recipient = o.snapshot -> 'customer' ->> 'email'
  from tasks t join orders o using (order_no)
  where t.task_id = e.task_id and t.order_no = any (numbers);
  update shadow_differences d set added = n.added, removed = n.removed, changed = n.changed, free_items = n.free_items
  from jsonb_to_recordset(changed_differences)
    as n(order_no bigint, version integer, added jsonb, removed jsonb, changed jsonb, free_items jsonb)
  where d.order_no = n.order_no and d.version = n.version and d.order_no = any (numbers);
  return cardinality(numbers);
end
$$;
