/** The built files of the console: what console/build wrote, read once and again when a newer build replaces it. */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ConsoleManifest } from "./manifest.ts";

const DIRECTORY = fileURLToPath(new URL("../../console/dist/", import.meta.url));
const MANIFEST = `${DIRECTORY}manifest.json`;

let manifest: { readonly modified: number; readonly content: ConsoleManifest } | undefined;
const bodies = new Map<string, Buffer>();

/** The list of built files; undefined when the console was not built. */
export const readManifest = (): ConsoleManifest | undefined => {
  const modified = statSync(MANIFEST, { throwIfNoEntry: false })?.mtimeMs;
  if (modified === undefined) return undefined;
  if (manifest?.modified !== modified) {
    bodies.clear();
    manifest = { modified, content: JSON.parse(readFileSync(MANIFEST, "utf8")) as ConsoleManifest };
  }
  return manifest.content;
};

/** @param name of a file that the manifest lists */
export const readBuiltFile = (name: string): Buffer => {
  const body = bodies.get(name) ?? readFileSync(`${DIRECTORY}${name}`);
  bodies.set(name, body);
  return body;
};
