-- What an order was decided with besides its catalogue entries: the versions of the lists, and what its customer had before.
-- Null for orders that no rule asked it for.
alter table orders
  -- By list id.
  add column list_versions jsonb check (jsonb_typeof(list_versions) = 'object'),
  add column history       jsonb check (jsonb_typeof(history) = 'object');

create index orders_by_customer on orders (client_id, customer_id) include (currency, total, paid_at);

-- The key of a customer's advisory lock. Customers may share one, and then wait for each other.
create function customer_lock(client text, customer text) returns bigint
language sql immutable parallel safe
return hashtextextended(client || ' ' || customer, 0);

-- What a client's customer has had so far. The lock is held until the commit: whatever order of this customer is accepted
-- later is accepted after the commit, and those before have been committed. The wait is bounded by lock_timeout.
create function lock_customer_history(
  client text, customer text, in_currency text,
  out orders integer, out paid_total bigint, out first_paid_at timestamptz
) language plpgsql set lock_timeout = '1200ms' as $$
begin
  perform pg_advisory_xact_lock(customer_lock(client, customer));
  select h.orders, h.paid_total, h.first_paid_at into orders, paid_total, first_paid_at
  from customer_history(client, customer, in_currency) h;
end
$$;

-- The same without the lock, as of now. The sum stays within the safe integers.
create function customer_history(
  client text, customer text, in_currency text,
  out orders integer, out paid_total bigint, out first_paid_at timestamptz
) language sql stable as $$
  select count(*)::integer,
         least(coalesce(sum(o.total) filter (where o.currency = in_currency), 0), 9007199254740991)::bigint,
         min(o.paid_at)
  from public.orders o where o.client_id = client and o.customer_id = customer
$$;

-- As in migration 0007, and every order holds its customer's lock, shared with others, from before it takes its number until
-- its commit: an order that is decided by the history waits for those that were not, and they for it.
create or replace function take_order_number(
  client text, customer text, has_membership boolean,
  out account_id bigint, out order_no bigint, out received_at timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
  now_ms bigint;
  last_ms bigint;
begin
  perform pg_advisory_xact_lock_shared(public.customer_lock(client, customer));
  -- The lock on the account is held until the commit: orders of one account are accepted one after the other.
  if has_membership then
    insert into membership_accounts as a (client_id, customer_id) values (client, customer)
    on conflict (client_id, customer_id) do update set client_id = excluded.client_id
    returning a.account_id into account_id;
  end if;
  begin
    perform pg_advisory_xact_lock('public.acceptance_clock'::regclass::bigint);
    order_no := nextval(pg_get_serial_sequence('public.orders', 'order_no'));
    now_ms := floor(extract(epoch from clock_timestamp()) * 1000);
    select last_value into last_ms from public.acceptance_clock;
    -- A clock that was set back by more than a minute was wrong before: it is followed.
    if last_ms > now_ms and last_ms < now_ms + 60000 then
      now_ms := last_ms;
    end if;
    perform setval('public.acceptance_clock', now_ms);
    received_at := timestamptz 'epoch' + now_ms * interval '1 millisecond';
    -- The rollback of this block releases the lock before the commit. It does not roll back sequences and variables.
    raise exception using errcode = 'DS001';
  exception when sqlstate 'DS001' then
    null;
  end;
end
$$;
