/** Leaves out of the checker's bundle what a browser has itself, and what checking YAML never calls. */
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const STUBS: Readonly<Record<string, string>> = {
  // The worker loads the polyfill first where the browser lacks Temporal.
  temporal: "export const Temporal = globalThis.Temporal;",
  // Rulebooks in JSON are not edited here. CommonJS, so that any name may be imported.
  json: "module.exports = {};",
};

/** What yaml refers to and nothing calls: turning documents into text. */
const STRINGIFY = /[\\/]yaml[\\/]browser[\\/]dist[\\/]stringify[\\/]\w+\.js$/;

const namesOf = (source: string): readonly string[] =>
  [...source.matchAll(/^export \{ ([\w, ]+) \};/gm)].flatMap(([, names]) => names!.split(", "));

export const slimChecker: Plugin = {
  name: "slim-checker",
  setup: ({ onResolve, onLoad }) => {
    const replace = (filter: RegExp, path: string) =>
      onResolve({ filter }, () => ({ path, namespace: "stub" }));
    replace(/^temporal-polyfill$/, "temporal");
    replace(/^jsonc-parser$/, "json");
    onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({ contents: STUBS[path]! }));
    onLoad({ filter: STRINGIFY }, async ({ path }) => ({
      contents: namesOf(await readFile(path, "utf8"))
        .map((name) => `export const ${name} = () => undefined;`)
        .join("\n"),
    }));
  },
};
