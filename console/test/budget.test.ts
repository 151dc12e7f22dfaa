/** How much of the console a browser loads, compressed. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Metafile } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { buildConsole } from "../build/build-console.ts";

const KB = 1_024;
const SHELL_KB = 35;
const SCREEN_KB = 8;
const EDITOR_KB = 130;
/** Of it, 77 KB are the checker's own code, 28 zod with the JSON Schema that the vocabulary is read from, 25 yaml and 23 the CEL parser. */
const CHECKER_KB = 154;
/** The sentences of the API in Portuguese, loaded when the first of them is shown. */
const SENTENCES_KB = 16;
const ASSETS = join(import.meta.dirname, "../dist/assets");

let outputs: Metafile["outputs"];
beforeAll(async () => {
  ({ outputs } = await buildConsole());
});

const kilobytes = (path: string): number => gzipSync(readFileSync(join(ASSETS, basename(path)))).length / KB;

/** A file and what it imports at once. */
const withImports = (path: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: imported, kind } of outputs[path]?.imports ?? [])
    if (kind === "import-statement") withImports(imported, seen);
  return seen;
};

const sum = (paths: Iterable<string>): number =>
  [...paths].reduce((total, path) => total + kilobytes(path), 0);

const shellOf = () => {
  const [entry, { cssBundle }] = Object.entries(outputs).find(
    ([, one]) => one.entryPoint === "src/main.tsx",
  )! as [string, Metafile["outputs"][string]];
  return { scripts: withImports(entry), style: cssBundle! };
};

test(`the shell with the screens of orders has at most ${SHELL_KB} KB of scripts`, () => {
  expect(sum(shellOf().scripts)).toBeLessThan(SHELL_KB);
});

/** What a browser loads for a part that is loaded on demand, beyond the shell. */
const ownKilobytes = (path: string): number => {
  const { scripts } = shellOf();
  return sum([...withImports(path)].filter((one) => !scripts.has(one)));
};

const EDITOR = "src/screens/rules/editor.tsx";
const WORKER = "src/checker/worker.ts";
const CHECKER = "src/checker/check.ts";
const SENTENCES = "src/i18n/issues/pt-br.ts";
/** Browsers without Temporal load it for the checker. */
const POLYFILL = /temporal-polyfill/;

const partsOnDemand = (): (readonly [path: string, entryPoint: string])[] => {
  const { scripts } = shellOf();
  return Object.entries(outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint !== undefined && !scripts.has(path) && path.endsWith(".js")
      ? [[path, entryPoint] as const]
      : [],
  );
};

test(`each screen that is loaded on demand has at most ${SCREEN_KB} KB`, () => {
  const others = [EDITOR, WORKER, CHECKER, SENTENCES];
  const screens = partsOnDemand().filter(([, entry]) => !others.includes(entry) && !POLYFILL.test(entry));
  expect(screens.length).toBeGreaterThan(0);
  for (const [path, entryPoint] of screens) expect(ownKilobytes(path), entryPoint).toBeLessThan(SCREEN_KB);
});

test.each([
  [EDITOR, EDITOR_KB],
  [CHECKER, CHECKER_KB],
  [SENTENCES, SENTENCES_KB],
])("%s has at most %i KB", (entry, limit) => {
  const [path] = partsOnDemand().find(([, entryPoint]) => entryPoint === entry)!;
  expect(ownKilobytes(path)).toBeLessThan(limit);
});
