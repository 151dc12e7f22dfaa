import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,functions,infra,dev,cli,test,bench}/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    // One test file must not see another's environment variables; two at a time fill a small machine.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 60_000,
    // A stack inside a test keeps its clock; a test that depends on the machine's zone should fail everywhere.
    env: { TZ: "Pacific/Auckland" },
    coverage: {
      include: ["lib/**", "functions/**"],
      exclude: ["**/*.test.ts"],
    },
  },
});
