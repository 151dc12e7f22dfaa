-- received_at rises with order_no. Both are taken together, under a lock that is held for microseconds, after the wait for
-- the customer's membership account.

-- The last received_at, in milliseconds since the epoch. A sequence, because it changes outside the transaction.
create sequence acceptance_clock as bigint;

create function take_order_number(
  client text, customer text, has_membership boolean,
  out account_id bigint, out order_no bigint, out received_at timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
  now_ms bigint;
  last_ms bigint;
begin
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
