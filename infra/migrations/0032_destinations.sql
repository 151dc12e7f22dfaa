-- Rulebooks declare the destinations of packing slips.
alter table packing_slips
  drop constraint packing_slips_destination_check,
  add constraint packing_slips_destination_check check (destination ~ '^[a-z][a-z0-9-]{0,39}$');
