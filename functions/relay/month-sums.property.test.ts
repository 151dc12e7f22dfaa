/**
 * The sums of months are what all bookings add up to, whatever is booked, taken back and closed, in whatever order, by
 * transactions that run at once, and however much of the tail the relay has added to the sums.
 */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { listAgentMonths, sumAgentMonths } from "../../lib/database/agent-months.ts";
import { closeMonth } from "../../lib/database/closed-months.ts";
import { listRoyalties, sumRoyalties } from "../../lib/database/royalties.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import {
  REFERENCE_AGENT_TOTALS,
  REFERENCE_AGENTS,
  REFERENCE_ROYALTIES,
  REFERENCE_ROYALTY_TOTALS,
} from "../../test/support/month-reference.ts";

const database = await createTestDatabase();
const sql = openDatabase({ url: database.url, poolSize: 6 });
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const ORDERS = 8;
const MONTHS = ["2026-01", "2026-02", "2026-03"];

/** Orders of two clients in two months, each with three lines, a cancellation, a task and a slip. */
const STORE = `
with client as (
  insert into clients (client_id, created_at) values ($1 || '-0', now()), ($1 || '-1', now()) returning client_id
), stored as (
  insert into orders (client_id, rulebook_version, order_id, content_hash, customer_id, currency, total, placed_at, paid_at,
                      received_at, snapshot, catalogue, gifts)
  select $1 || '-' || n % 2, (select min(version) from rulebooks), 'WEB-' || n, sha256('x'), 'C-1',
         case when n = 3 then 'USD' else 'BRL' end, 1000000, at, at, at, '{}', '{}', '[]'
  from generate_series(1, ${ORDERS}) n, client,
       lateral (select ('2026-0' || 1 + n % 3 % 2 || '-15T12:00Z')::timestamptz as at) t
  where client.client_id = $1 || '-' || n % 2
  returning order_no, client_id, order_id
), line as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount, free)
  select order_no, l::text, l, 'book', 'BOOK', 'A book', 10 * l, 1000, 0, false from stored, generate_series(1, 3) l
), task as (
  insert into tasks (task_id, order_no, client_id, position, type, key, payload, line_ids, because, rule_ids, created_at)
  select gen_random_uuid(), order_no, client_id, 0, 'packing_slip', 'all', '{}', '{1}', '[]', '{rule}', now() from stored
  returning task_id, order_no
), slip as (
  insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at, client_id)
  select '2026-' || lpad(s.order_no::text, 6, '0'), task_id, s.order_no, 'royalties', 1, '{"lines": []}', now(), s.client_id
  from task join stored s using (order_no)
), cancellation as (
  insert into cancellations (cancellation_no, order_no, client_id, cancellation_id, content_hash, reason, at, received_at,
                             rulebook_version, requested_by)
  select -order_no, order_no, client_id, 'RF', sha256('x'), 'test', now(), now(), (select min(version) from rulebooks), 'test'
  from stored
)
select order_no from stored order by order_no`;

const COMMISSION = `
insert into commission_entries (entry_id, task_id, order_no, line_id, agent_id, role, base, rate_bps, amount, currency, paid_at,
                                booked_at, units)
select gen_random_uuid(), task_id, order_no, line, $2, $3, $5::bigint, 1000, $5::bigint / 10, currency, paid_at, now(), $6
from orders join tasks using (order_no), unnest($4::text[]) line where order_no = $1
on conflict do nothing`;

const REVERSAL = `
insert into commission_entries (entry_id, task_id, order_no, line_id, agent_id, role, base, rate_bps, amount, currency, paid_at,
                                booked_at, reverses, cancellation_id, cancelled_at)
select gen_random_uuid(), task_id, order_no, line_id, agent_id, role, -10, rate_bps, -1, currency, paid_at, now(), entry_id, $2::text,
       paid_at + interval '1 month'
from commission_entries where order_no = $1 and reverses is null and base >= 100 order by entry_id limit 1
on conflict do nothing`;

const ADJUSTMENT = `
insert into agent_bookings (entry_id, client_id, agent_id, kind, booking_id, content_hash, amount, currency, at, note, booked_at,
                            booked_by)
select gen_random_uuid(), o.client_id, $2::text, $3, $4, sha256('x'), $5, currency, paid_at, 'test', now(), 'test'
from orders o join agents a on a.client_id = o.client_id and a.agent_id = $2 where order_no = $1`;

/** As the trigger of slips books them. A line's sale comes before what is taken back of it. */
const ROYALTY = `
with booked as (
  insert into royalty_entries (entry_id, number, order_no, line_id, cancellation_no, author, title, isbn, rate_bps, units, sales,
                               royalty)
  select gen_random_uuid(), s.number, s.order_no, $2::text, case when $4::boolean then -s.order_no end, 'Author', $3, '978', 600,
         case when $4 then -1 else 10 end, case when $4 then -500 else 5000 end, case when $4 then -30 else 300 end
  from packing_slips s
  where s.order_no = $1 and (not $4 or exists (select from royalty_entries e where e.order_no = $1 and e.line_id = $2))
  on conflict do nothing
  returning *
), locked as materialized (
  select share_ledger_locks(array(select o.client_id from booked join orders o using (order_no)))
)
insert into ledger (entry_id, client_id, kind, debit, credit, amount, currency, at, about, month, booked_at)
select entry_id, client_id, case when $4 then 'royalty-reversal' else 'royalty' end,
       case when $4 then 'royalties-payable' else 'royalties-expense' end,
       case when $4 then 'royalties-expense' else 'royalties-payable' end, abs(royalty), currency, o.paid_at,
       ledger_month(o.paid_at), greatest(ledger_month(o.paid_at), first_open_month(client_id)), now()
from booked join orders o using (order_no), locked`;

type Step =
  | {
      kind: "commission";
      order: number;
      agent: string;
      role: string;
      lines: string[];
      base: number;
      units: number | null;
    }
  | { kind: "reversal"; order: number; cancellation: string }
  | { kind: "adjustment" | "payment"; order: number; agent: string; amount: number }
  | { kind: "royalty"; order: number; line: string; title: string; isReversal: boolean }
  | { kind: "close"; client: number; month: string }
  | { kind: "fold"; entries: number };

const order = fc.nat(ORDERS - 1);
const agent = fc.constantFrom("A-1", "A-2", "A-3");
const line = fc.constantFrom("1", "2", "3");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("commission" as const),
      order,
      agent,
      role: fc.constantFrom("agent", "manager"),
      lines: fc.uniqueArray(line, { minLength: 1 }),
      base: fc.integer({ min: 0, max: 900 }),
      units: fc.option(fc.integer({ min: 1, max: 9 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("reversal" as const),
      order,
      cancellation: fc.constantFrom("R-1", "R-2"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("adjustment" as const, "payment" as const),
      order,
      agent,
      amount: fc.integer({ min: 1, max: 99 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("royalty" as const),
      order,
      line,
      title: fc.constantFrom("One", "Two"),
      isReversal: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("close" as const),
      client: fc.nat(1),
      month: fc.constantFrom(...MONTHS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("fold" as const), entries: fc.integer({ min: 1, max: 20 }) }),
  },
);

const perform = (
  shop: string,
  orders: readonly number[],
  bookingId: string,
  step: Step,
): Promise<unknown> => {
  const of = "order" in step ? orders[step.order] : undefined;
  switch (step.kind) {
    case "commission":
      return sql.execute(COMMISSION, [of, step.agent, step.role, step.lines, step.base, step.units]);
    case "reversal":
      return sql.execute(REVERSAL, [of, step.cancellation]);
    case "adjustment":
    case "payment":
      return sql.execute(ADJUSTMENT, [of, step.agent, step.kind, bookingId, step.amount]);
    case "royalty":
      return sql.execute(ROYALTY, [of, step.line, step.title, step.isReversal]);
    case "close": {
      const closing = {
        clientId: `${shop}-${step.client}`,
        month: step.month,
        closedBy: "test",
        companyName: "Test",
      };
      return sql.transaction((tx) => closeMonth(tx, closing, "2026-12-01T00:00:00Z"));
    }
    case "fold":
      return sql.execute("select fold_ledger_tail($1)", [step.entries]);
  }
};

/** Both with the numbers of each month, for one client and for all. */
const reportsOf = async (shop: string) => {
  const reports: Record<string, unknown> = {};
  const reference: Record<string, unknown> = {};
  for (const clientId of [`${shop}-0`, `${shop}-1`, undefined])
    for (const month of MONTHS) {
      const values = [clientId ?? null, month];
      const name = `${clientId} ${month}`;
      const page = { limit: 1_000 };
      reports[name] = [
        await listAgentMonths(sql, { clientId, month }, page),
        await sumAgentMonths(sql, { clientId, month }),
        await listRoyalties(sql, { clientId, month }, page),
        await sumRoyalties(sql, { clientId, month }),
      ];
      reference[name] = [
        await sql.many(REFERENCE_AGENTS, [...values, null]),
        await sql.many(REFERENCE_AGENT_TOTALS, [...values, null]),
        await sql.many(REFERENCE_ROYALTIES, values),
        await sql.many(REFERENCE_ROYALTY_TOTALS, values),
      ];
    }
  return { reports, reference };
};

const AGENTS = `insert into agents (client_id, agent_id, name, created_at)
  select c, 'A-' || n, 'Agent', now() from unnest($1::text[]) c, generate_series(1, 2) n`;

test("sums of months are what all bookings add up to, however they were booked and folded", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
      async (rounds) => {
        const shop = `shop-${++run}`;
        const orders = (await sql.many<{ orderNo: number }>(STORE, [shop])).map(({ orderNo }) => orderNo);
        await sql.execute(AGENTS, [[`${shop}-0`, `${shop}-1`]]);
        for (const [round, steps] of rounds.entries())
          await Promise.all(steps.map((one, index) => perform(shop, orders, `${round}-${index}`, one)));
        const tailed = await reportsOf(shop);
        expect(tailed.reports).toEqual(tailed.reference);
        while ((await sql.one<{ folded: number }>("select fold_ledger_tail(7) as folded")).folded > 0);
        expect((await reportsOf(shop)).reports).toEqual(tailed.reference);
      },
    ),
    { numRuns: 8 },
  );
}, 120_000);
