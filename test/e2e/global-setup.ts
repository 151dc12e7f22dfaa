/** Once per run of the end-to-end project: the target that `E2E_TARGET` names, or an embedded stack of its own. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { readTarget, type TestTarget } from "./target.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly target: TestTarget;
  }
}

// Far from UTC, so that code that depends on the machine's time zone fails everywhere.
const env = { TZ: "Pacific/Auckland" };

const startEmbedded = async (): Promise<{ target: TestTarget; stop: () => Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), "despacho-e2e-reports-"));
  const serviceReports = join(folder, "reports.log");
  writeFileSync(serviceReports, "");
  const report = (line: string) => appendFileSync(serviceReports, `${line}\n`);
  const stack = await startTemporaryStack("e2e", env, report);
  const { apiUrl, apiKey, adminApiKey, sqsEndpoint, mailboxUrl } = stack;
  const stop = async (): Promise<void> => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { target: { apiUrl, apiKey, adminApiKey, sqsEndpoint, mailboxUrl, serviceReports }, stop };
};

const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const file = process.env.E2E_TARGET;
  if (file) {
    project.provide("target", readTarget(file));
    return undefined;
  }
  const { target, stop } = await startEmbedded();
  project.provide("target", target);
  return stop;
};

export default setup;
