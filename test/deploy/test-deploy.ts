/**
 * `npm run test:deploy`: lints the packaged templates, deploys to an emulator that runs functions on Node without Docker,
 * runs the end-to-end tests against the deployed REST API, compares the requests of the functions with their permissions,
 * deploys again, removes the stack, and deploys with a failing migration.
 */
import "../../dev/isolate-process.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runE2e } from "../e2e/run-e2e.ts";
import type { Emulator } from "../../dev/emulators/emulator.ts";
import { observedCalls, startMiniStack } from "../../dev/emulators/ministack.ts";
import { CACHE_DIR } from "../../dev/emulators/localstack-instance.ts";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { deploy } from "../../dev/localstack/deployment.ts";
import { packageInto } from "../../dev/serverless/packaged-template.ts";
import { checkFailedMigration, checkRelaySchedule, checkRemoval, checkRedeploy } from "./deployed-checks.ts";
import { lintTemplates } from "./lint-templates.ts";
import { exitWithResult, report } from "./test-report.ts";
import { checkMailAfterSlip, checkOverview } from "./deployed-rules.ts";
import { comparePermissions } from "./used-permissions.ts";

const checkDeployment = async (
  emulator: Emulator,
  databaseUrl: string,
  packageDir: string,
): Promise<boolean> => {
  const template = await packageInto(packageDir, "local", { gatewayAuthorizer: "true", databaseUrl });
  report(`Deploying to ${emulator.name}, functions on Node ${process.version}:`);
  const deployed = await deploy({
    endpoint: emulator.url,
    kind: "ministack",
    databaseUrl,
    packageDir,
    report,
  });
  const target = await deployed.createTestTarget();
  const unavailable = { gatewayResponses: `${emulator.name} stores gateway responses and does not use them` };
  const results = [
    await runE2e({ ...target, unavailable }),
    await checkOverview(target),
    await checkMailAfterSlip(target),
    await checkRelaySchedule(target, databaseUrl),
    comparePermissions(template, await observedCalls(emulator)),
    await checkRedeploy(deployed, target),
    await checkRemoval(deployed, emulator),
  ];
  return !results.includes(false);
};

const onMiniStack = async (check: (emulator: Emulator) => Promise<boolean>): Promise<boolean> => {
  const emulator = await startMiniStack(CACHE_DIR, report);
  try {
    return await check(emulator);
  } finally {
    await emulator.stop();
  }
};

const checkDeployments = async (packageDir: string): Promise<boolean> => {
  const { url, stop } = await startTemporaryPostgres();
  try {
    const passed = await onMiniStack((emulator) => checkDeployment(emulator, url, packageDir));
    return (await onMiniStack((emulator) => checkFailedMigration(emulator, url))) && passed;
  } finally {
    await stop();
  }
};

const run = async (): Promise<boolean> => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-deploy-"));
  try {
    const linted = await lintTemplates(directory);
    return (await checkDeployments(join(directory, "emulated"))) && linted;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

await exitWithResult("test:deploy", run());
