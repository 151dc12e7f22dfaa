-- Erasure: what is known of a customer as a person is replaced by a pseudonym; amounts, SKUs, dates and numbers stay. Which
-- fields are personal is decided in lib/domain/privacy. The functions have no right to update what is recorded for good, so
-- they call the functions below, each of which can change nothing else.

alter table orders
  -- When what is personal in the order was replaced.
  add column erased_at timestamptz,
  -- Since then: why other rules did not apply. It was computed before, since pseudonyms would lead to other reasons.
  add column why_not   jsonb check (why_not is null or erased_at is not null);
create index orders_by_age on orders (received_at) where erased_at is null;

alter table membership_accounts add column erased_at timestamptz;
create index membership_accounts_by_age on membership_accounts (coalesce(expires_at, timestamptz '-infinity'))
  where erased_at is null;

-- Erasures that somebody asked for. Once one is complete, nothing leads from its pseudonym to the customer.
create table erasures (
  erasure_id    uuid primary key,
  client_id     text not null references clients,
  -- Null once it is complete.
  customer_id   text,
  pseudonym     text not null unique check (pseudonym ~ '^erased-[0-9a-f]{20}$'),
  reason        text not null check (length(reason) between 1 and 500),
  requested_at  timestamptz not null,
  requested_by  text not null,
  -- The customer's last order at that time. What the customer orders later is another beginning.
  last_order_no bigint not null,
  -- What the customer is looked up by in lists; null once it is complete.
  identities    jsonb check (jsonb_typeof(identities) = 'object'),
  -- Whether lists are changed, too: they belong to the company.
  with_lists    boolean not null,
  completed_at  timestamptz,
  check ((completed_at is null) = (customer_id is not null)),
  check ((completed_at is null) = (identities is not null))
);
create unique index erasures_open on erasures (client_id, customer_id) where customer_id is not null;

-- Whether an order has a task that still needs its personal data. The webhooks of events need none.
create function has_open_tasks(wanted bigint) returns boolean
language sql stable
return exists (
  select 1 from tasks
  where order_no = wanted and status in ('pending', 'queued') and not (is_event and type = 'webhook')
);

-- Begins the erasure of a customer, or returns the one that was begun and is not complete. With open tasks nothing begins:
-- their orders are returned, at most 20.
create function begin_erasure(
  new_id uuid, of_client text, of_customer text, new_pseudonym text, why text, by_whom text, known jsonb,
  in_lists boolean, at_instant timestamptz,
  out erasure_id uuid, out is_new boolean, out open_orders text[]
) language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s' as $$
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
  where client_id = of_client and customer_id = of_customer;
  erasure_id := new_id;
end
$$;

-- Completes an erasure: false while an order is left. The audit trail names the customer by the pseudonym from then on.
create function complete_erasure(wanted uuid, at_instant timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  erasure erasures;
begin
  select * into erasure from erasures e where e.erasure_id = wanted and e.customer_id is not null for update;
  if erasure.erasure_id is null then
    return true;
  end if;
  if exists (
    select from orders o where o.client_id = erasure.client_id and o.customer_id = erasure.customer_id
      and o.order_no <= erasure.last_order_no
  ) then
    return false;
  end if;
  update audit_outcomes a set subject = 'customers/' || erasure.pseudonym
  from audit_entries e
  where e.entry_id = a.entry_id and e.subject = 'customers' and a.subject = 'customers/' || erasure.customer_id
    and coalesce(a.client_id, e.client_id) = erasure.client_id;
  update erasures e set customer_id = null, identities = null, completed_at = at_instant
  where e.erasure_id = wanted;
  return true;
end
$$;

-- An order's snapshot with other values in its personal fields; attributes by the position of their line.
create function with_replaced(snapshot jsonb, customer jsonb, address jsonb, metadata jsonb, attributes jsonb) returns jsonb
language sql immutable
return snapshot || jsonb_build_object('customer', customer, 'metadata', metadata)
  || case when address is null then '{}' else jsonb_build_object('shippingAddress', address) end
  || case when attributes is null then '{}' else jsonb_build_object('lines', (
       select jsonb_agg(
         case when attributes ? (position - 1)::text
           then line || jsonb_build_object('attributes', attributes -> (position - 1)::text) else line end
         order by position)
       from jsonb_array_elements(snapshot -> 'lines') with ordinality as l(line, position))) end;

-- The reasons of a task with other explanations: fields by the position of the reason.
create function with_explanations(because jsonb, explanations jsonb) returns jsonb
language sql immutable
return (
  select coalesce(jsonb_agg(reason || coalesce(explanations -> (position - 1)::integer, '{}') order by position), '[]')
  from jsonb_array_elements(because) with ordinality as r(reason, position)
);

-- Replaces what is personal in orders of one customer. Orders with open tasks are left as they are.
create function replace_personal_data(
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
      snapshot = with_replaced(o.snapshot, n.customer, n.address, n.metadata, n.attributes)
  from jsonb_to_recordset(changed_orders)
    as n(order_no bigint, customer jsonb, address jsonb, metadata jsonb, attributes jsonb, notes jsonb, why_not jsonb)
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
  -- Nobody can run them with success any more. Commissions are of the agent, and need nothing of the customer.
  update tasks t set status = 'skipped', reason = null, cause = '{"code": "customer-erased"}'
  where t.order_no = any (numbers) and t.status in ('rejected', 'failed') and t.type <> 'commission'
    and not (t.is_event and t.type = 'webhook');
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

-- Replaces values in a version of a list; it holds as many as before. The hash is that of the new values.
create function replace_list_values(
  wanted_list text, wanted_version integer, before text[], after text[], new_hash bytea
) returns void
language sql security definer set search_path = public, pg_temp as $$
  update list_versions l
  set content_hash = new_hash, items = (
    select jsonb_agg(coalesce(r.after, i.value) order by i.position)
    from jsonb_array_elements_text(l.items) with ordinality as i(value, position)
      left join unnest(before, after) as r(before, after) on r.before = i.value)
  where l.list_id = wanted_list and l.version = wanted_version and l.items is not null
$$;

-- Memberships that ended before an instant, of customers of whom no order is left, lose their customer. Returns how many did.
create function erase_old_accounts(ended_before timestamptz, at_instant timestamptz, max_accounts integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  account membership_accounts;
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
      update membership_accounts a
      set customer_id = 'erased-' || left(replace(gen_random_uuid()::text, '-', ''), 20), erased_at = at_instant
      where a.account_id = account.account_id and a.erased_at is null
        and not exists (select from orders o where o.client_id = a.client_id and o.customer_id = a.customer_id);
      erased := erased + found::integer;
    end if;
  end loop;
  return erased;
end
$$;
