/** Compares docs/deploy.md with what it describes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PARAMETERS } from "../../infra/template/parameters.ts";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const guide = read("docs/deploy.md");

test("the deploy guide's table of parameters is their definition", () => {
  const table = guide.slice(guide.indexOf("| parameter"), guide.indexOf("### Your own Postgres"));
  const documented = table
    .split("\n")
    .filter((row) => row.startsWith("| `"))
    .map((row) => row.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, "").trim()));
  const defined = Object.entries(PARAMETERS).map(([name, { kind, default: value, meaning }]) => [
    `\`${name}\``,
    value === "" ? "empty" : `\`${value}\``,
    kind.text,
    meaning,
  ]);
  expect(documented).toEqual(defined);
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
