/** Migrations 0056 and 0057 book what earlier versions recorded: commissions, and the royalties of issued slips. */
import { beforeAll, expect, test } from "vitest";
import { createEarlierDatabase } from "../../test/support/earlier-database.ts";

const LEDGER = "0056_ledger.sql";

const { client, rowsOf, migrateBefore } = await createEarlierDatabase();

/** An order paid at 01:00 UTC on 1 December, with its commission, and two slips that have the same book. */
const DATA = `
insert into clients values ('shop', now());
insert into rulebooks (format, source, program, created_at, created_by) values ('json', '{}', '{}', now(), 'test');
insert into orders (client_id, rulebook_version, order_id, content_hash, customer_id, currency, total, placed_at, paid_at,
                    received_at, snapshot, catalogue, gifts)
select 'shop', min(version), 'WEB-1', sha256('x'), 'C-1', 'BRL', 5500, '2026-12-01T01:00Z', '2026-12-01T01:00Z', now(), '{}', '{}',
       '[]' from rulebooks;
insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free)
select order_no, '1', 0, 'book', 'BOOK-8', 'The Two Towers', 2, 3000, 500, false from orders;
insert into tasks (task_id, order_no, position, type, key, payload, line_ids, because, rule_ids, created_at)
select gen_random_uuid(), order_no, n, type, type || n, '{}', '{1}', '[]', '{rule}', now()
from orders, (values (1, 'commission'), (2, 'packing_slip'), (3, 'packing_slip')) as t (n, type);
insert into commission_entries (entry_id, task_id, order_no, line_id, agent_id, base, rate_bps, amount, currency, paid_at, booked_at)
select gen_random_uuid(), task_id, order_no, '1', 'A-1', 5500, 1000, 550, 'BRL', '2026-12-01T01:00Z', now()
from tasks where type = 'commission';
insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at)
select '2026-00000' || position, task_id, order_no, 'royalties-' || position, 1,
       '{"lines": [{"lineId": "1", "title": "The Two Towers", "isbn": "978", "authors": ["A", "B"], "royaltyRateBps": 600,
                    "royaltyDue": 330}]}', now()
from tasks where type = 'packing_slip';`;

beforeAll(async () => {
  await migrateBefore(LEDGER);
  await client.query(DATA);
  await migrateBefore();
});

test("commissions of before are in the ledger, in their month in São Paulo", async () => {
  expect(
    await rowsOf(
      `select kind, agent_id, amount::int, to_char(month, 'YYYY-MM'), entry_id in (select entry_id from commission_entries)
       from ledger where agent_id is not null`,
    ),
  ).toEqual([["commission", "A-1", 550, "2026-11", true]]);
});

test("royalties of issued slips are in the ledger once per line", async () => {
  expect(
    await rowsOf(
      `select kind, amount::int, to_char(month, 'YYYY-MM'), author, title, isbn, rate_bps, units::int, sales::int, royalty::int
       from ledger join royalty_entries using (entry_id)`,
    ),
  ).toEqual([["royalty", 330, "2026-11", "A; B", "The Two Towers", "978", 600, 2, 5_500, 330]]);
});

test("the legs of every transaction add up to zero", async () => {
  expect(
    await rowsOf("select sum(amount)::int, count(*)::int from reporting.ledger group by entry_id order by 1"),
  ).toEqual([
    [0, 2],
    [0, 2],
  ]);
});
