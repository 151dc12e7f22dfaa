/** Migration 0086: activity that was counted by the quarter of an hour, and memberships that there were, are in the new counts. */
import { expect, test } from "vitest";
import { createEarlierDatabase } from "../../test/support/earlier-database.ts";

const FIRST = "0086_counts_of_hours_and_memberships.sql";

const { client, rowsOf, migrateBefore } = await createEarlierDatabase();

test("counts of hours and of memberships begin with what there was before them", async () => {
  await migrateBefore(FIRST);
  await client.query(
    `insert into clients values ('shop', now());
     insert into activity values ('shop', '2026-11-20T02:00Z', 1, 2, 3, 0), ('shop', '2026-11-20T02:45Z', 10, 20, 30, 1),
                                 ('shop', '2026-11-20T03:00Z', 5, 0, 0, 0);
     insert into membership_accounts (client_id, customer_id, status, plan, since, expires_at)
     values ('shop', 'C-1', 'none', null, null, null), ('shop', 'C-2', 'active', 'plus', now(), '2026-11-20T00:00Z'),
            ('shop', 'C-3', 'active', 'plus', now(), '2026-11-20T23:59Z'), ('shop', 'C-4', 'active', 'plus', now(), '2026-11-21T00:00Z')`,
  );
  await migrateBefore();
  expect(
    await rowsOf("select hour = '2026-11-20T02:00Z', orders, slips, mails from activity_hours order by hour"),
  ).toEqual([
    [true, 11, 22, 33],
    [false, 5, 0, 0],
  ]);
  expect(
    await rowsOf(
      "select client_id, status, plan, ends_on = '2026-11-20T00:00Z', memberships from membership_counts order by ends_on",
    ),
  ).toEqual([
    ["shop", "active", "plus", true, 2],
    ["shop", "active", "plus", false, 1],
  ]);
});
