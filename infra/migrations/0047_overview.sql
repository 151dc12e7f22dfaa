-- Counts of a client's orders by the time of receipt read the index only.
create index orders_received on orders (received_at, order_no) include (client_id) where not imported;
drop index orders_live_by_receipt;
