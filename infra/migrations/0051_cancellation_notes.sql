-- The notes that rules for each cancellation have written; null when there are none.
alter table cancellations
  add column notes jsonb check (jsonb_typeof(notes) = 'array' and jsonb_array_length(notes) > 0);
