-- The notes that rules have written on an order when it was decided; null when there are none.
alter table orders add column notes jsonb check (jsonb_typeof(notes) = 'array' and jsonb_array_length(notes) > 0);
