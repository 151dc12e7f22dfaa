/** Runs the end-to-end project against a target from another program. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemEnvironment } from "../../dev/environment.ts";
import type { TestTarget } from "./target.ts";

const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

/**
 * Runs every end-to-end test against the target, with vitest's output on this terminal. Skipped tests are listed with
 * their reason.
 * @returns whether no test failed
 */
export const runE2e = async (target: TestTarget): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), "despacho-e2e-"));
  const file = join(folder, "target.json");
  writeFileSync(file, JSON.stringify(target), { mode: 0o600 });
  try {
    const args = [VITEST, "run", "--project=e2e", "--reporter=verbose"];
    const child = spawn(process.execPath, args, {
      cwd: PROJECT_ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...systemEnvironment(process.env), E2E_TARGET: file },
    });
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
