import "./dev/isolate-process.ts";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

if (/[#?]/.test(import.meta.dirname))
  throw new Error(
    "vitest cannot run in a folder whose path has # or ?; move the checkout, or use `npm start`.",
  );

/** Test files of a minute and more. One that begins last leaves the other worker without work. */
const LONG = /(console|appearance|template|checkout|chaos)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return (await super.sort(files)).toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // One test file must not see another's environment variables; two at a time fill a small machine.
    pool: "forks",
    maxWorkers: 2,
    hookTimeout: 60_000,
    // Far from UTC, so that a test that depends on the machine's time zone fails everywhere.
    env: { TZ: "Pacific/Auckland" },
    coverage: {
      include: ["lib/**", "functions/**"],
      exclude: ["**/*.test.ts"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,functions,console,infra,dev,cli,test,bench}/**/*.test.ts"],
          // The benchmarks install packages of their own.
          exclude: ["test/e2e/**", "**/node_modules/**"],
          globalSetup: "test/support/global-setup.ts",
          setupFiles: "test/support/check-rows.ts",
          testTimeout: 15_000,
        },
      },
      {
        // Runs against the API that E2E_TARGET describes; without it, against an embedded stack of its own.
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: "test/e2e/global-setup.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
