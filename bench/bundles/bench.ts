/**
 * `npm run bundles`: packages every function and prints the size of each and how long a new process takes to import it.
 * Exit code 1 when a package is too large or has a file that is not portable.
 */
import "../../dev/isolate-process.ts";
import { execFile } from "node:child_process";
import { globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { formatNumberTable } from "../../cli/terminal/table.ts";
import { messageOf } from "../../dev/error-message.ts";
import { packageInto } from "../../dev/serverless/packaged-template.ts";
import { ofType, type Resource } from "../../infra/template/resource.ts";
import { median } from "../statistics.ts";

const run = promisify(execFile);
const RUNS = 5;
/** `reports` has the fonts and the library of PDFs, 1.7 MB of it. */
const MAX_KB = 2_048;
const BYTES_PER_KB = 1_024;

const EXTRACT_SCRIPT = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";

/** Prints the milliseconds of an import. A new process each time, so that they include reading and compiling the file. */
const IMPORT_SCRIPT =
  "const t = performance.now(); await import(process.argv[1]); console.log(performance.now() - t); process.exit()";

/** Files that run on every architecture. */
const PORTABLE = /\.(mjs|mjs\.map|sql|yaml|ttf|json|(js|css)(\.br|\.gz)?)$/;

type FunctionPackage = {
  readonly name: string;
  readonly kilobytes: number;
  readonly importMs: number;
  readonly notPortable: readonly string[];
};

const unpack = async (zip: string, directory: string): Promise<void> => {
  await run("unzip", ["-q", "-o", zip, "-d", directory]).catch(() =>
    run("python3", ["-c", EXTRACT_SCRIPT, zip, directory]),
  );
};

const importMs = async (module: string): Promise<number> => {
  const env = {
    PATH: process.env.PATH,
    // Nothing connects to it; the environment's schema requires a URL.
    DATABASE_URL: "postgres://unused@127.0.0.1:9/unused",
    NODE_ENV: "production",
  };
  const { stdout } = await run(
    process.execPath,
    ["--input-type=module", "-e", IMPORT_SCRIPT, pathToFileURL(module).href],
    {
      env,
    },
  );
  return Number(stdout.trim());
};

const measure = async (
  directory: string,
  [id, { Properties }]: [string, Resource],
): Promise<FunctionPackage> => {
  const name = String(Properties.FunctionName).split("-").at(-1)!;
  const zip = join(directory, `${name}.zip`);
  const folder = join(directory, id);
  await unpack(zip, folder);
  const module = join(folder, `${String(Properties.Handler).replace(/\.[^.]+$/, "")}.mjs`);
  const times: number[] = [];
  for (let count = 0; count < RUNS; count++) times.push(await importMs(module));
  const files = globSync("**/*", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  const notPortable = files.map((entry) => entry.name).filter((file) => !PORTABLE.test(file));
  return { name, kilobytes: statSync(zip).size / BYTES_PER_KB, importMs: median(times), notPortable };
};

const tableOf = (packages: readonly FunctionPackage[]): string =>
  formatNumberTable([
    ["function", "KB zipped", "import ms"],
    ...packages.map(({ name, kilobytes, importMs: ms }) => [name, kilobytes.toFixed(0), ms.toFixed(0)]),
  ]);

const issuesOf = ({ name, kilobytes, notPortable }: FunctionPackage): string[] => [
  ...(kilobytes < MAX_KB ? [] : [`${name} is larger than ${MAX_KB} KB`]),
  ...notPortable.map((file) => `${name} has ${file}, which is not portable code`),
];

/** @returns the issues */
const main = async (): Promise<string[]> => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-bundles-"));
  try {
    const template = await packageInto(directory, "prod");
    const packages: FunctionPackage[] = [];
    for (const entry of ofType(template.Resources, "AWS::Lambda::Function"))
      packages.push(await measure(directory, entry));
    console.log(tableOf(packages));
    console.log(
      `\nimport: median of ${RUNS} new processes, Node ${process.version}, ${process.arch}; with source map.`,
    );
    return packages.flatMap(issuesOf);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

try {
  const issues = await main();
  for (const issue of issues) console.error(issue);
  process.exitCode = issues.length === 0 ? 0 : 1;
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
