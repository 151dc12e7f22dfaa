/**
 * Builds the console into console/dist: scripts and styles with hashed names, each also compressed, and the manifest that
 * functions/console reads. Nothing of it is committed.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, type BuildOptions, type Metafile } from "esbuild";
import type { ConsoleManifest } from "../../functions/console/manifest.ts";
import { indexPage } from "./index-page.ts";
import { pureRooms } from "./pure-rooms.ts";
import { slimChecker } from "./slim-checker.ts";

const ROOM = join(import.meta.dirname, "..");
const DIST = join(ROOM, "dist");
const ASSETS = join(DIST, "assets");

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

const OPTIONS = {
  absWorkingDir: ROOM,
  outdir: ASSETS,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "esm",
  target: "es2023",
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "file" },
  legalComments: "none",
  logLevel: "silent",
  plugins: [pureRooms],
} as const satisfies BuildOptions;

type File = { readonly name: string; readonly contents: Uint8Array };

/** Written beside its name and moved there, so that a reader never sees half of it. */
const writeAtOnce = (path: string, contents: Uint8Array | string): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
};

const writeAsset = ({ name, contents }: File): void => {
  writeAtOnce(join(ASSETS, name), contents);
  writeAtOnce(join(ASSETS, `${name}.br`), brotliCompressSync(contents));
  writeAtOnce(join(ASSETS, `${name}.gz`), gzipSync(contents, { level: 9 }));
};

const removeStale = (names: readonly string[]): void => {
  const current = new Set(names.flatMap((name) => [name, `${name}.br`, `${name}.gz`]));
  for (const file of readdirSync(ASSETS)) if (!current.has(file)) rmSync(join(ASSETS, file), { force: true });
};

const mediaTypeOf = (name: string): string => MEDIA_TYPES[extname(name)] ?? "application/octet-stream";

const outputOf = (metafile: Metafile, entryPoint: string) => {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entryPoint);
  if (found === undefined) throw new Error(`no output of ${entryPoint}`);
  const [path, { imports, cssBundle }] = found;
  return {
    script: basename(path),
    style: basename(cssBundle ?? ""),
    preloads: imports.filter(({ kind }) => kind === "import-statement").map((one) => basename(one.path)),
  };
};

/** The checker of rulebooks, which runs in a worker: files of its own, of which the other scripts must know the first one's name. */
const buildWorker = async () => {
  const result = await build({
    ...OPTIONS,
    plugins: [pureRooms, slimChecker],
    entryPoints: ["src/checker/worker.ts"],
    splitting: true,
  });
  const name = outputOf(result.metafile, "src/checker/worker.ts").script;
  return { files: result.outputFiles, name, outputs: result.metafile.outputs };
};

const buildScripts = async () => {
  const worker = await buildWorker();
  const result = await build({
    ...OPTIONS,
    entryPoints: ["src/main.tsx"],
    splitting: true,
    define: { CHECKER_FILE: JSON.stringify(worker.name) },
  });
  const files = [...worker.files, ...result.outputFiles];
  return {
    files: files.map((file) => ({ name: basename(file.path), contents: file.contents })),
    entry: outputOf(result.metafile, "src/main.tsx"),
    metafile: { inputs: result.metafile.inputs, outputs: { ...worker.outputs, ...result.metafile.outputs } },
  };
};

/**
 * Builds the console.
 * @param options.clean removes the files of earlier builds, which open pages may still load
 */
export const buildConsole = async (options: { readonly clean?: boolean } = {}): Promise<Metafile> => {
  const { files, entry, metafile } = await buildScripts();
  const names = files.map(({ name }) => name);
  mkdirSync(ASSETS, { recursive: true });
  for (const file of files) writeAsset(file);
  const manifest: ConsoleManifest = {
    assets: Object.fromEntries(names.map((name) => [name, mediaTypeOf(name)])),
    index: indexPage(entry),
  };
  writeAtOnce(join(DIST, "manifest.json"), JSON.stringify(manifest));
  if (options.clean) removeStale(names);
  return metafile;
};
