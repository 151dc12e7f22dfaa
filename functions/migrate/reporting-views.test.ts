/** The README's table of the views for reports is what the migrations create. */
import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

const COLUMNS = `
select table_name as view, string_agg(column_name, ', ' order by ordinal_position) as columns
from information_schema.columns where table_schema = 'reporting' group by table_name order by table_name`;

const documented = (): { readonly view: string; readonly columns: string }[] => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const reports = readme.slice(readme.indexOf("## Reports"), readme.indexOf("## Change notes"));
  const rows = [...reports.matchAll(/^\| `(\w+)` *\| `([\w, ]+)` *\|$/gm)];
  return rows.map(([, view, columns]) => ({ view: view!, columns: columns! }));
};

test("the README lists every view of the schema reporting once, with all its columns in their order", async () => {
  const { rows } = await database.pool.query(COLUMNS);
  expect(documented().toSorted((one, other) => (one.view < other.view ? -1 : 1))).toEqual(rows);
});
