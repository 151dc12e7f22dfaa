/** The totals of memberships are those of the accounts themselves, whatever changes and whatever the relay has added to the counts. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { countMemberships } from "../../lib/database/monthly-reports.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { createTestDatabase } from "../../test/support/database.ts";

const database = await createTestDatabase();
const sql = openDatabase({ url: database.url, poolSize: 2 });
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const MIDNIGHT = Date.parse("2026-11-20T00:00:00Z");
const HOUR_MS = 3_600_000;

/** At, shortly before and shortly after midnight of UTC, and in between, of a few days. */
const instant = fc
  .record({
    halfDays: fc.integer({ min: -4, max: 4 }),
    milliseconds: fc.constantFrom(0, -1, 1, HOUR_MS, -HOUR_MS),
  })
  .map(({ halfDays, milliseconds }) =>
    new Date(MIDNIGHT + halfDays * 12 * HOUR_MS + milliseconds).toISOString(),
  );

const state = fc.oneof(
  fc.record({
    status: fc.constantFrom("active", "inactive"),
    plan: fc.constantFrom("basic", "plus"),
    expiresAt: instant,
  }),
  fc.constant({ status: "none", plan: null, expiresAt: null }),
  fc.constant({ status: "inactive", plan: null, expiresAt: null }),
);

const CUSTOMERS = 6;

/** A change of some accounts by one statement, or a step of the relay. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      customers: fc.uniqueArray(fc.integer({ min: 1, max: CUSTOMERS }), { minLength: 1 }),
      state,
    }),
  },
  { weight: 1, arbitrary: fc.record({ rowsToFold: fc.constantFrom(1, 3, 1_000) }) },
);

const SAVE = `
insert into membership_accounts (client_id, customer_id, status, plan, since, expires_at)
select $1, 'C-' || n, $3, $4, $5::timestamptz, $5::timestamptz from unnest($2::integer[]) n
on conflict (client_id, customer_id) do update
set status = excluded.status, plan = excluded.plan, since = excluded.since, expires_at = excluded.expires_at`;

const REFERENCE = `
select case when status = 'active' and expires_at > $5 then 'active' else 'inactive' end as status, plan, count(*)::integer as count
from membership_accounts
where status <> 'none' and ($1::text is null or client_id = $1) and ($3::text is null or plan = $3)
  and ($4::timestamptz is null or expires_at < $4)
  and ($2::text is null or (status = 'active' and expires_at > $5) = ($2 = 'active'))
group by 1, 2 order by 1, 2`;

const question = fc.record({
  isOfClient: fc.boolean(),
  status: fc.constantFrom(undefined, "active" as const, "inactive" as const),
  plan: fc.constantFrom(undefined, "basic", "none"),
  expiresBefore: fc.option(instant, { nil: undefined }),
  now: instant,
});

test("totals of memberships are counted as the accounts are, whatever is changed and folded", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.array(question, { minLength: 4, maxLength: 12 }),
      async (steps, questions) => {
        const clientId = `shop-${++run}`;
        await sql.execute("insert into clients (client_id, created_at) values ($1, now())", [clientId]);
        for (const one of steps)
          await ("rowsToFold" in one
            ? sql.execute("select fold_membership_count_tail($1)", [one.rowsToFold])
            : sql.execute(SAVE, [
                clientId,
                one.customers,
                one.state.status,
                one.state.plan,
                one.state.expiresAt,
              ]));
        for (const { isOfClient, now, ...filter } of questions) {
          const client = isOfClient ? clientId : undefined;
          const { status, plan, expiresBefore } = filter;
          const values = [client ?? null, status ?? null, plan ?? null, expiresBefore ?? null, now];
          expect(await countMemberships(sql, { clientId: client, limit: 1, ...filter }, now)).toEqual(
            await sql.many(REFERENCE, values),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
