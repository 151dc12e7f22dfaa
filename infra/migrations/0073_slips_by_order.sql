-- The slips of an order, voided and returned ones included: migration 0054 took the index that was unique by order away.
create index packing_slips_by_order on packing_slips (order_no);
