/**
 * `npm run mutations`: breaks a copy of the source in one place after the other and runs the test that must catch it. Fails
 * when a test passes on broken source, or fails on good source.
 */
import "../../dev/isolate-process.ts";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { benchOptions } from "../../bench/command-line.ts";
import { runBench } from "../../bench/run-bench.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";
import { applyMutation } from "./apply.ts";
import { type Mutation, MUTATIONS } from "./mutations.ts";

const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = "node_modules/vitest/vitest.mjs";
const TIMEOUT_MS = 300_000;

const options = benchOptions(
  "npm run mutations --",
  "Breaks a copy of the source in one place after the other and runs the test that must catch it.",
  {},
  { only: { description: "mutations whose name contains the text", default: "" } },
);

/** Copies what is tracked, and what is new and not ignored. The working tree itself is never changed. */
const copySource = (target: string): void => {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: PROJECT_ROOT,
    encoding: "utf8",
  });
  for (const file of new Set(listed.split("\0").filter((name) => name !== ""))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(PROJECT_ROOT, file), join(target, file));
  }
  symlinkSync(join(PROJECT_ROOT, "node_modules"), join(target, "node_modules"));
};

type Report = {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
};

const escaped = (title: string): string => title.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The status of the tests with a title; none when the file could not be run. */
const runTest = async (
  folder: string,
  { file, title }: Mutation["caughtBy"],
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const output = join(folder, "mutation-report.json");
  rmSync(output, { force: true });
  // The tests of one erasure build on each other, so the whole file runs where a title alone has no meaning.
  const args = [VITEST, "run", file, "--reporter=json", `--outputFile=${output}`];
  const isAlone = !file.includes("erasure");
  if (isAlone) args.push("-t", escaped(title));
  await promisify(execFile)(process.execPath, args, { cwd: folder, signal, timeout: TIMEOUT_MS }).catch(
    () => undefined,
  );
  signal.throwIfAborted();
  try {
    const report = JSON.parse(readFileSync(output, "utf8")) as Report;
    return report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((result) => result.title === title)
      .map(({ status }) => status);
  } catch {
    return [];
  }
};

const describeStatus = (statuses: readonly string[]): string => statuses.join(", ") || "the test did not run";

const run = async (signal: AbortSignal): Promise<void> => {
  const chosen = MUTATIONS.filter(({ name }) => name.includes(options.only));
  const folder = temporaryDirectory("mutations");
  const failures: string[] = [];
  try {
    copySource(folder);
    const tests = new Map(chosen.map(({ caughtBy }) => [`${caughtBy.file} ${caughtBy.title}`, caughtBy]));
    for (const test of tests.values()) {
      const statuses = await runTest(folder, test, signal);
      if (!statuses.includes("passed") || statuses.includes("failed"))
        failures.push(`on good source: ${describeStatus(statuses)}: ${test.file}: ${test.title}`);
    }
    for (const mutation of chosen) {
      const path = join(folder, mutation.file);
      const source = readFileSync(path, "utf8");
      writeFileSync(path, applyMutation(source, mutation));
      const statuses = await runTest(folder, mutation.caughtBy, signal);
      writeFileSync(path, source);
      const isCaught = statuses.includes("failed");
      console.log(`${isCaught ? "caught    " : "not caught"}  ${mutation.name}`);
      if (!isCaught) failures.push(`not caught (${describeStatus(statuses)}): ${mutation.name}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (failures.length > 0) throw new Error(`\n${failures.join("\n")}`);
  console.log(`\nAll ${chosen.length} mutations are caught, each by the test named for it.`);
};

await runBench("mutations", run);
