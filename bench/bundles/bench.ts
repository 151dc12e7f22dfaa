/** `npm run bundles`: packages every function and prints how large each is and how long a fresh process takes to load it. */
import { execFile } from "node:child_process";
import { globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageInto } from "../../dev/serverless/packaged-template.ts";
import { ofType, type Resource } from "../../infra/template/resource.ts";

const run = promisify(execFile);
const RUNS = 5;
const MAX_KB = 2048;
const EXTRACT = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";

// The clock of the process starts with the process, so the time includes what Node needs to read and compile the file.
const LOAD =
  "const t = performance.now(); await import(process.argv[1]); console.log(performance.now() - t); process.exit()";

/** What a function may consist of; a binary would run on one architecture only. */
const PORTABLE = /\.(mjs|mjs\.map|sql|yaml|ttf)$/;

type Row = {
  readonly name: string;
  readonly kilobytes: number;
  readonly milliseconds: number;
  readonly foreign: readonly string[];
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const unpack = async (zip: string, into: string): Promise<void> => {
  await run("unzip", ["-q", "-o", zip, "-d", into]).catch(() => run("python3", ["-c", EXTRACT, zip, into]));
};

const loadOnce = async (module: string): Promise<number> => {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: "postgres://unused@127.0.0.1:9/none",
    NODE_ENV: "production",
  };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", LOAD, module], { env });
  return Number(stdout.trim());
};

const measure = async (directory: string, [id, { Properties }]: [string, Resource]): Promise<Row> => {
  const name = String(Properties.FunctionName).split("-").at(-1)!;
  const zip = join(directory, `${name}.zip`);
  const folder = join(directory, id);
  await unpack(zip, folder);
  const module = join(folder, `${String(Properties.Handler).replace(/\.[^.]+$/, "")}.mjs`);
  const times: number[] = [];
  for (let count = 0; count < RUNS; count++) times.push(await loadOnce(module));
  const files = globSync("**/*", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  const foreign = files.map((entry) => entry.name).filter((file) => !PORTABLE.test(file));
  return { name, kilobytes: statSync(zip).size / 1_024, milliseconds: median(times), foreign };
};

const print = (rows: readonly Row[]): void => {
  console.log(`${"function".padEnd(14)}${"KB zipped".padStart(10)}${"import ms".padStart(11)}`);
  for (const { name, kilobytes, milliseconds } of rows)
    console.log(
      `${name.padEnd(14)}${kilobytes.toFixed(0).padStart(10)}${milliseconds.toFixed(0).padStart(11)}`,
    );
  console.log(
    `\nimport: median of ${RUNS} fresh processes, Node ${process.version}, ${process.arch}; with source map.`,
  );
};

const faultsOf = ({ name, kilobytes, foreign }: Row): string[] => [
  ...(kilobytes < MAX_KB ? [] : [`${name} is larger than ${MAX_KB} KB`]),
  ...foreign.map((file) => `${name} holds ${file}, which is no portable code`),
];

/** @returns what must not be */
const main = async (): Promise<string[]> => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-bundles-"));
  try {
    const template = await packageInto(directory, "prod");
    const rows: Row[] = [];
    for (const entry of ofType(template.Resources, "AWS::Lambda::Function"))
      rows.push(await measure(directory, entry));
    print(rows);
    return rows.flatMap(faultsOf);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

main().then(
  (problems) => {
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length === 0 ? 0 : 1;
  },
  (problem: unknown) => {
    console.error(String(problem));
    process.exitCode = 1;
  },
);
