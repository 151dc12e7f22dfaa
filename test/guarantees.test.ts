/** docs/guarantees.md names tests that exist. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

/** What comes before the other sections, which have tables of their own. */
const [promises = ""] = read("docs/guarantees.md").split("\n## ");

const rows = [...promises.matchAll(/^\|(?! promise|\s*---)(.*)\|$/gm)].map(([, row]) => row!);
const proofs = rows.map((row) => /`([^`]+\.test\.ts)`: "([^"]+)" *$/.exec(row));

test("every guarantee names the file and the title of a test", () => {
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((_, index) => proofs[index] === null)).toEqual([]);
});

test.each(proofs.flatMap((proof) => (proof === null ? [] : ([[proof[1]!, proof[2]!]] as const))))(
  "%s has the test “%s”, which docs/guarantees.md names",
  (file, title) => {
    expect(existsSync(new URL(`../${file}`, import.meta.url))).toBe(true);
    expect(read(file)).toContain(`"${title}"`);
  },
);
