/** `npm run mutations` takes minutes; this says within a second whether it still fits the source. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { applyMutation, StaleMutationError } from "./apply.ts";
import { MUTATIONS } from "./mutations.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test.each(MUTATIONS)("the source has the text of the mutation “$name” once", (mutation) => {
  const source = read(mutation.file);
  expect(applyMutation(source, mutation)).not.toBe(source);
});

const MIGRATIONS = "infra/migrations/";
const ofMigrations = MUTATIONS.filter(({ file }) => file.startsWith(MIGRATIONS));

test.each(ofMigrations)("no later migration replaces the function that “$name” changes", ({ file, find }) => {
  const source = read(file);
  const defined = source.slice(0, source.indexOf(find)).matchAll(/function (\w+)\s*\(/g);
  const name = [...defined].at(-1)![1]!;
  const later = readdirSync(new URL(`../../${MIGRATIONS}`, import.meta.url)).filter(
    (one) => `${MIGRATIONS}${one}` > file && one.endsWith(".sql"),
  );
  const replaces = new RegExp(`create or replace function ${name}\\s*\\(`);
  expect(later.filter((one) => replaces.test(read(`${MIGRATIONS}${one}`)))).toEqual([]);
});

test.each(MUTATIONS)("the test that must catch “$name” exists", ({ caughtBy: { file, title } }) => {
  expect(read(file)).toContain(`"${title}"`);
});

test("a mutation whose text is missing, or there twice, is an error that names the file", () => {
  const [mutation] = MUTATIONS as [(typeof MUTATIONS)[number]];
  for (const source of ["", mutation.find.repeat(2)]) {
    expect(() => applyMutation(source, mutation)).toThrow(StaleMutationError);
    expect(() => applyMutation(source, mutation)).toThrow(mutation.file);
  }
});
