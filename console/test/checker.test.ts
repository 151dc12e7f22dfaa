/** The checker as a browser loads it, from which parts are left out, against the checker as the API runs it. */
import "temporal-polyfill/global";
import { basename, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { RECIPES } from "../../test/support/cookbook.ts";
import { buildConsole } from "../build/build-console.ts";
import { check, editTable, gridsOf } from "../src/checker/check.ts";

type Checker = typeof import("../src/checker/check.ts");

let built: Checker;
beforeAll(async () => {
  const { outputs } = await buildConsole();
  const [file] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === "src/checker/check.ts")!;
  built = await import(join(import.meta.dirname, "../dist/assets", basename(file)));
});

/** Typing errors at some places of a text. */
const misspelt = (source: string): readonly string[] =>
  [0.2, 0.4, 0.6, 0.8].map((share) => {
    const at = Math.floor(source.length * share);
    return `${source.slice(0, at)}x${source.slice(at + 1)}`;
  });

test.each(RECIPES)("the browser's checker finds the issues that the API finds: $title", ({ source }) => {
  for (const text of [source, ...misspelt(source)]) {
    expect(built.check(text)).toEqual(check(text));
    const grids = gridsOf(text);
    expect(built.gridsOf(text)).toEqual(grids);
    for (const { id } of grids)
      expect(built.editTable(text, id, { kind: "add" })).toEqual(editTable(text, id, { kind: "add" }));
  }
});
