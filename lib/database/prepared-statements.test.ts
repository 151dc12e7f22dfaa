import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { DatabaseUnavailableError } from "../domain/errors.ts";
import { type Database, openDatabase } from "./sql.ts";

const database = await createTestDatabase();
const opened: Database[] = [];
afterAll(async () => {
  await Promise.all(opened.map((sql) => sql.end()));
  await database.drop();
});

const open = (preparesStatements: boolean): Database => {
  const sql = openDatabase({ url: database.url, poolSize: 1, preparesStatements });
  opened.push(sql);
  return sql;
};

const TEXT = "select $1::int + 1 as next";
const INTAKE = { timeoutMs: 5_000, attempts: 1 };

/** How often the only connection has prepared the text. */
const preparedCount = async (sql: Database): Promise<number> =>
  (
    await sql.one<{ count: number }>(
      "select count(*)::int as count from pg_prepared_statements where statement like 'select $1::int +%'",
    )
  ).count;

test("statements of transactions and of order intake are prepared once", async () => {
  const sql = open(true);
  for (let round = 0; round < 3; round++)
    expect(await sql.transaction((tx) => tx.one(TEXT, [round]))).toEqual({ next: round + 1 });
  expect(await sql.withLimit(INTAKE).one(TEXT, [9])).toEqual({ next: 10 });
  expect(await preparedCount(sql)).toBe(1);
});

test("statements of lists and reports are not prepared", async () => {
  const sql = open(true);
  await sql.one(TEXT, [1]);
  expect(await preparedCount(sql)).toBe(0);
});

test("without the setting no statement is prepared, so that RDS Proxy does not pin connections", async () => {
  const sql = open(false);
  await sql.transaction((tx) => tx.one(TEXT, [1]));
  expect(await preparedCount(sql)).toBe(0);
});

test("a text beyond the two hundredth runs unprepared", async () => {
  const sql = open(true);
  await sql.transaction(async (tx) => {
    for (let number = 0; number < 210; number++) await tx.one(`select $1::int + ${number} as next`, [0]);
    await tx.one(TEXT, [1]);
  });
  expect(await preparedCount(sql)).toBe(200);
});

test("after a migration changed what a prepared statement returns, the next one runs on a fresh connection", async () => {
  const sql = open(true);
  await sql.execute("create table changing (id int)");
  await sql.execute("insert into changing values (1)");
  const read = () => sql.transaction((tx) => tx.one("select * from changing where id = $1", [1]));
  expect(await read()).toEqual({ id: 1 });
  await sql.execute("alter table changing add column name text");
  await expect(read()).rejects.toBeInstanceOf(DatabaseUnavailableError);
  expect(await read()).toEqual({ id: 1, name: null });
});
