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

test(`each screen that is loaded on demand has at most ${SCREEN_KB} KB`, () => {
  const { scripts } = shellOf();
  const lazy = Object.entries(outputs).filter(
    ([path, { entryPoint }]) => entryPoint && !scripts.has(path) && path.endsWith(".js"),
  );
  expect(lazy.length).toBeGreaterThan(0);
  for (const [path, { entryPoint }] of lazy) {
    const own = [...withImports(path)].filter((one) => !scripts.has(one));
    expect(sum(own), entryPoint).toBeLessThan(SCREEN_KB);
  }
});

test("the edit screen with the checker has at most 240 KB", () => {
  const manifest = JSON.parse(readFileSync(join(ASSETS, "../manifest.json"), "utf8")) as { assets: object };
  const worker = Object.keys(manifest.assets).find((name) => name.startsWith("worker-"))!;
  expect(kilobytes(worker) + SCREEN_KB).toBeLessThan(240);
});
