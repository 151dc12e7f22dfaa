/** Compares docs/deploy.md with what it describes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const guide = read("docs/deploy.md");
const service = parse(read("serverless.yml"), { logLevel: "silent" }) as {
  params: { default: Record<string, unknown> };
};

test("the deploy guide explains every parameter of serverless.yml, and no other", () => {
  const table = guide.slice(guide.indexOf("| parameter"), guide.indexOf("### Your own Postgres"));
  const firstColumn = table.split("\n").map((row) => row.split("|")[1] ?? "");
  const explained = firstColumn.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(explained.sort()).toEqual(Object.keys(service.params.default).sort());
});

test("the deploy guide names the emulators' pinned versions", () => {
  const pinned = (program: string, name: string) =>
    new RegExp(`^${name}==(.+)$`, "m").exec(read(`dev/emulators/${program}.requirements.txt`))?.[1];
  expect(guide).toContain(`MiniStack ${pinned("ministack", "ministack")}`);
  expect(guide).toContain(`LocalStack ${pinned("localstack", "localstack-core")}`);
});

test("every npm script that the deploy guide names exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = [...guide.matchAll(/npm (?:run )?((?:test|start|deploy|bench|rules)[\w:]*)/g)].map(
    ([, name]) => name!,
  );
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});
