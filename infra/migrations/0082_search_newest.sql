-- What the newest orders are searched by: a text that many orders match is looked for among some thousand orders at a time, the newest
-- first, until a page is full (lib/database/order-search.ts).
create index order_terms_by_age on order_terms (client_id, kind, (order_no >> 12), term, order_no)
  where kind in ('order', 'customer', 'email', 'tax', 'slip');
