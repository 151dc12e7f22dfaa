/** `npm run build:console`: builds the console, and prints how large its files are. */
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildConsole } from "./build-console.ts";

const { outputs } = await buildConsole({ clean: true });
for (const [path, { entryPoint }] of Object.entries(outputs)) {
  const bytes = readFileSync(join(import.meta.dirname, "../dist/assets", basename(path)));
  console.log(
    `${(gzipSync(bytes).length / 1024).toFixed(1).padStart(7)} KB gz  ${basename(path)}  ${entryPoint ?? ""}`,
  );
}
