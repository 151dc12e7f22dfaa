-- What cancellations do to packing slips. A slip that nobody has printed is voided, and replaced when lines are left; one that
-- was printed gets a return slip; a royalty copy gets a reversing copy. A slip's document still never changes.
alter table packing_slips
  add column kind             text not null default 'slip' check (kind in ('slip', 'return', 'reversal')),
  add column voided_at        timestamptz,
  -- The task that voided it.
  add column voided_by        uuid references tasks,
  -- The slip that a new one replaces, and the slip that a return slip or a reversing copy is about.
  add column replaces         text references packing_slips,
  add column reverses         text references packing_slips,
  -- The task that issued the first of the slips that replace, return or reverse one another; null on that first slip.
  add column original_task_id uuid references tasks,
  -- The cancellation for which a rule issued it; null for the slips of the order itself.
  add column issued_for       bigint references cancellations,
  add check ((kind = 'slip') = (reverses is null)),
  add check (replaces is null or kind = 'slip'),
  add check ((original_task_id is null) = (replaces is null and reverses is null)),
  add check ((voided_at is null) = (voided_by is null)),
  -- A slip is voided or printed, whichever comes first.
  add check (voided_at is null or (kind = 'slip' and printed_at is null)),
  drop constraint packing_slips_order_no_destination_key;

create unique index packing_slips_of_order on packing_slips (order_no, destination, (coalesce(issued_for, 0)))
  where kind = 'slip' and voided_at is null;
create unique index packing_slips_replaced on packing_slips (replaces) where replaces is not null;
create index packing_slips_by_original on packing_slips (original_task_id) where original_task_id is not null;

drop index packing_slips_unprinted;
create index packing_slips_unprinted on packing_slips (issued_at desc, number desc)
  where printed_at is null and voided_at is null;

create or replace view reporting.packing_slips as
select s.number, o.order_id, s.destination, s.line_count, s.issued_at, o.client_id, s.kind, s.voided_at
from packing_slips s join orders o using (order_no);
