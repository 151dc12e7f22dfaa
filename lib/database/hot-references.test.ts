/** Orders refer to clients and rulebooks without foreign keys, whose checks would lock the same rows for every order. */
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { acceptOrder, laptop } from "../../test/support/orders.ts";
import { openDatabase } from "./sql.ts";

const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 2 });
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

const { orderNo } = await acceptOrder(sql, { lines: [laptop({ lineId: "1" })], tasks: [] });

const COPY = `
insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at, paid_at,
                    received_at, snapshot, catalogue, gifts)
select coalesce($2, client_id), 'COPY', content_hash, coalesce($3, rulebook_version), customer_id, currency, total, placed_at,
       paid_at, received_at, snapshot, catalogue, gifts
from orders where order_no = $1`;

test.each([
  ["an order of an unknown client", COPY, ["nobody", null], "orders_client_id_fkey"],
  ["an order of an unknown rulebook", COPY, [null, 999], "orders_rulebook_version_fkey"],
  [
    "changing the client of an order to an unknown one",
    "update orders set client_id = $2 where order_no = $1 and $3::int is null",
    ["nobody", null],
    "orders_client_id_fkey",
  ],
])("%s is refused", async (_name, text, values, constraint) => {
  await expect(sql.execute(text, [orderNo, ...values])).rejects.toThrow(constraint);
});

test.each([
  ["a client", "delete from clients"],
  ["the id of a client", "update clients set client_id = client_id || 'x'"],
  ["a rulebook", "delete from rulebooks"],
  ["the version of a rulebook", "update rulebooks set version = default"],
])("%s that orders refer to cannot be removed", async (_name, text) => {
  await expect(sql.execute(text)).rejects.toThrow(/23503|428C9/);
});

test("accepting an order locks neither its client nor its rulebook", async () => {
  await sql.transaction(async (tx) => {
    await acceptOrder(tx, { lines: [laptop({ lineId: "1" })], tasks: [] });
    const { locked } = await tx.one<{ locked: number }>(
      `select count(*)::int as locked from (
         select xmax from clients where client_id = 'test-shop' and xmax::text::bigint >= pg_current_xact_id()::text::bigint
         union all
         select xmax from rulebooks where xmax::text::bigint >= pg_current_xact_id()::text::bigint
       ) as rows`,
    );
    expect(locked).toBe(0);
  });
});
