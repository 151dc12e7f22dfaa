/** docs/undo.md names the test that shows each outcome. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const guide = new URL("../../docs/undo.md", import.meta.url);
const named = [...readFileSync(guide, "utf8").matchAll(/\[[\w.-]+\]\((\S+\.test\.ts)\): ([^|]+?) *\|/g)];
const rows = named.map(([, file = "", name = ""]) => [name, file] as const);

test("the guide names tests", () => expect(rows.length).toBeGreaterThan(10));

test.each(rows)("the guide's test `%s` is in %s", (name, file) => {
  expect(readFileSync(new URL(file, guide), "utf8")).toContain(name);
});
