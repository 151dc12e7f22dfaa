import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "./database.ts";

const first = await createTestDatabase();
const second = await createTestDatabase();
afterAll(() => Promise.all([first.drop(), second.drop()]));

test("a test database has the schema and is apart from every other", async () => {
  await first.pool.query("create table mark (id int)");
  const tables = "select table_name from information_schema.tables where table_name in ('orders', 'mark')";
  const inFirst = await first.pool.query(tables);
  const inSecond = await second.pool.query(tables);
  expect(inFirst.rows.map((row) => row.table_name)).toContain("mark");
  expect(inSecond.rows.map((row) => row.table_name)).toEqual(
    inFirst.rows.map((row) => row.table_name).filter((name) => name !== "mark"),
  );
});

test("text sorts by code point and time is UTC, whatever the machine says", async () => {
  const { rows } = await first.pool.query(
    "select current_setting('timezone') as zone, datlocprovider, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()",
  );
  expect(rows).toEqual([{ zone: "UTC", datlocprovider: "b", encoding: "UTF8" }]);
});
