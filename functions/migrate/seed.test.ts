import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { seed } from "./seed.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

const count = async (table: string): Promise<number> =>
  Number((await database.pool.query(`select count(*) from ${table}`)).rows[0].count);

test("two seeds at once, and a third, leave one active rulebook and the starting catalogue", async () => {
  await database.pool.query("truncate rulebooks, rulebook_activations, starting_catalogue cascade");
  await Promise.all([seed(database.url), seed(database.url)]);
  await seed(database.url);
  expect(
    await Promise.all([count("rulebooks"), count("rulebook_activations"), count("starting_catalogue")]),
  ).toEqual([1, 1, 2]);
  const { rows } = await database.pool.query("select version, format from rulebooks");
  expect(rows).toEqual([{ version: 1, format: "yaml" }]);
});

test("what somebody changed in the starting catalogue stays as it is", async () => {
  await database.pool.query("update starting_catalogue set title = 'Other' where sku = 'VIDEO-SKI'");
  await seed(database.url);
  const { rows } = await database.pool.query("select title from starting_catalogue where sku = 'VIDEO-SKI'");
  expect(rows).toEqual([{ title: "Other" }]);
});

test("the next rulebook saved is version 2", async () => {
  const { rows } = await database.pool.query(
    "insert into rulebooks (format, source, program, created_at, created_by) values ('yaml', '', '{}', now(), 'test') returning version",
  );
  expect(rows).toEqual([{ version: 2 }]);
});
