/** docs/deploy.md against what it speaks of. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const guide = read("docs/deploy.md");
const service = parse(read("serverless.yml"), { logLevel: "silent" }) as {
  params: { default: Record<string, unknown> };
};

test("every parameter is explained, and no other", () => {
  const table = guide.slice(guide.indexOf("| parameter"), guide.indexOf("### Your own Postgres"));
  const firstColumn = table.split("\n").map((row) => row.split("|")[1] ?? "");
  const explained = firstColumn.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(explained.sort()).toEqual(Object.keys(service.params.default).sort());
});

test("the emulators are named by the versions that are installed", () => {
  const pinned = (program: string, name: string) =>
    new RegExp(`^${name}==(.+)$`, "m").exec(read(`dev/emulators/${program}.requirements.txt`))?.[1];
  expect(guide).toContain(`MiniStack ${pinned("ministack", "ministack")}`);
  expect(guide).toContain(`LocalStack ${pinned("localstack", "localstack-core")}`);
});

test("every npm script that it names is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = [...guide.matchAll(/npm (?:run )?((?:test|start|deploy|bench|rules)[\w:]*)/g)].map(
    ([, name]) => name!,
  );
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});
