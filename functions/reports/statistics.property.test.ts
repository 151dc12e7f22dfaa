/** The numbers of hours and days are those of the orders, slips and mails themselves, whatever the relay has added to the counts. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { countByPeriod } from "../../lib/database/statistics.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { TIME_ZONE } from "../../lib/domain/calendar.ts";
import { createTestDatabase } from "../../test/support/database.ts";

const database = await createTestDatabase();
const sql = openDatabase({ url: database.url, poolSize: 2 });
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** An order of each instant, with a slip a second later and a mail two seconds later. */
const STORE = `
with client as (
  insert into clients (client_id, created_at) values ($1, now()) returning client_id
), stored as (
  insert into orders (client_id, rulebook_version, order_id, content_hash, customer_id, currency, total, placed_at, paid_at,
                      received_at, snapshot, catalogue, gifts)
  select client_id, (select min(version) from rulebooks), 'WEB-' || n, sha256('x'), 'C-1', 'BRL', 0, at, at, at, '{}', '{}', '[]'
  from client, unnest($2::timestamptz[]) with ordinality as given (at, n)
  returning order_no, client_id, received_at
), task as (
  insert into tasks (task_id, order_no, client_id, position, type, key, payload, line_ids, because, rule_ids, created_at)
  select gen_random_uuid(), order_no, client_id, position, type, type, payload, '{1}', '[]', '{rule}', received_at
  from stored, (values (0, 'packing_slip', jsonb '{}'), (1, 'email', '{"template": "order"}')) as kinds (position, type, payload)
  returning task_id, order_no, type
), slip as (
  insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at, client_id)
  select '2026-' || lpad(order_no::text, 6, '0'), task_id, order_no, 'shipping', 1, '{"lines": []}',
         received_at + interval '1 second', client_id
  from task join stored using (order_no) where type = 'packing_slip'
)
insert into emails (task_id, client_id, template, recipient, ses_message_id, sent_at)
select task_id, client_id, 'order', 'ana@example.com', 'ses-' || task_id, received_at + interval '2 seconds'
from task join stored using (order_no) where type = 'email'`;

const REFERENCE = `
select to_char(date_trunc($4, at, $5) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       sum(orders)::integer as orders, sum(slips)::integer as packing_slips, sum(mails)::integer as mails
from (
  select client_id, received_at as at, 1 as orders, 0 as slips, 0 as mails from orders
  union all select client_id, issued_at, 0, 1, 0 from packing_slips
  union all select client_id, sent_at, 0, 0, 1 from emails
) as happened
where ($1::text is null or client_id = $1) and at >= $2 and at < $3
group by date_trunc($4, at, $5) order by date_trunc($4, at, $5)`;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Days of which two are 23 and 25 hours long in São Paulo, and one begins at another hour of UTC than the others. */
const DAYS = ["2018-02-18", "2018-11-04", "2018-11-05", "2026-11-20"].map((day) => Date.parse(day));

/** At, shortly before and shortly after a quarter of an hour, an hour or a day begins. */
const instant = fc
  .record({
    day: fc.constantFrom(...DAYS),
    quarter: fc.integer({ min: -8, max: 104 }),
    milliseconds: fc.constantFrom(0, -1_500, -1, 1, 7 * MINUTE_MS),
  })
  .map(({ day, quarter, milliseconds }) =>
    new Date(day + quarter * 15 * MINUTE_MS + milliseconds).toISOString(),
  );

const range = fc
  .record({
    since: instant,
    until: fc.oneof(
      instant,
      fc.constantFrom(MINUTE_MS, 20 * MINUTE_MS, 90 * MINUTE_MS, DAY_MS, 30 * DAY_MS, 366 * DAY_MS),
    ),
    by: fc.constantFrom("hour" as const, "day" as const),
    isOfClient: fc.boolean(),
  })
  .map(({ until, ...more }) =>
    typeof until === "string"
      ? { until, ...more }
      : { until: new Date(Date.parse(more.since) + until).toISOString(), ...more },
  )
  .filter(({ since, until }) => until > since);

test("hours and days have what was received, issued and sent in them, whatever is folded", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(instant, { minLength: 1, maxLength: 8 }), fc.constantFrom(0, 3, 1_000)), {
        maxLength: 3,
      }),
      fc.array(range, { minLength: 4, maxLength: 12 }),
      async (rounds, ranges) => {
        const clients: string[] = [];
        for (const [instants, rowsToFold] of rounds) {
          const client = `shop-${++run}`;
          clients.push(client);
          await sql.execute(STORE, [client, instants]);
          await sql.execute("select fold_activity_tails($1)", [rowsToFold]);
        }
        for (const { isOfClient, ...period } of ranges) {
          const clientId = isOfClient ? clients[0] : undefined;
          const { since, until, by } = period;
          expect(await countByPeriod(sql, { clientId, zone: TIME_ZONE, ...period })).toEqual(
            await sql.many(REFERENCE, [clientId ?? null, since, until, by, TIME_ZONE]),
          );
        }
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
