/**
 * `npm run test:deploy`: packages for AWS and for the emulator, lints the templates, deploys to an emulator that runs Node
 * Lambdas without Docker, holds the deployed REST API to what every installation must do, compares what the functions called with what
 * their roles allow, deploys again, removes the stack, and deploys what must fail.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { runE2e } from "../e2e/run-e2e.ts";
import type { Emulator } from "../../dev/emulators/emulator.ts";
import { observedCalls, startMiniStack } from "../../dev/emulators/ministack.ts";
import { CACHE_DIR } from "../../dev/emulators/localstack-instance.ts";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { ensureVenv } from "../../dev/emulators/python-venv.ts";
import { checkFailedMigration, checkRelaySchedule, checkRemoval, checkRedeploy } from "./deployed-checks.ts";
import { deploy } from "../../dev/localstack/deployment.ts";
import { packageInto, templateFile } from "../../dev/serverless/packaged-template.ts";
import { exitWithResult, expectThat, report } from "./test-report.ts";
import { comparePermissions } from "./used-permissions.ts";

const lint = async (what: string, directory: string): Promise<boolean> => {
  const python = await ensureVenv("cfn-lint", CACHE_DIR, report);
  // By Python, because the script names the folder in which the virtual environment was made.
  const script = join(dirname(python), "cfn-lint");
  const args = [script, "--regions", "us-east-1", "--format", "parseable", "-t", templateFile(directory)];
  const found = await promisify(execFile)(python, args).then(
    ({ stdout }) => stdout,
    (fault: { stdout?: string; message: string }) => fault.stdout || fault.message,
  );
  for (const line of found.split("\n").filter((one) => one !== "")) report(`  ${line}`);
  return expectThat(found.trim() === "", `cfn-lint finds nothing in the template: ${what}`);
};

const deployAndUse = async (
  emulator: Emulator,
  databaseUrl: string,
  packageDir: string,
): Promise<boolean> => {
  const params = { gatewayAuthorizer: "true", databaseUrl };
  const template = await packageInto(packageDir, "local", params);
  report(`Deploying to ${emulator.name}, functions on Node ${process.version}:`);
  const deployed = await deploy({
    endpoint: emulator.url,
    kind: "ministack",
    databaseUrl,
    packageDir,
    report,
  });
  const installation = await deployed.createTestTarget();
  const unavailable = { gatewayResponses: `${emulator.name} stores gateway responses and does not use them` };
  const well = await runE2e({ ...installation, unavailable });
  const scheduled = await checkRelaySchedule(installation);
  const lean = comparePermissions(template, await observedCalls(emulator));
  const again = await checkRedeploy(deployed, installation);
  return (await checkRemoval(deployed, emulator)) && again && lean && scheduled && well;
};

const onMiniStack = async (use: (emulator: Emulator) => Promise<boolean>): Promise<boolean> => {
  const emulator = await startMiniStack(CACHE_DIR, report);
  try {
    return await use(emulator);
  } finally {
    await emulator.stop();
  }
};

const onEmulator = async (packageDir: string): Promise<boolean> => {
  const { url, stop } = await startTemporaryPostgres();
  try {
    const used = await onMiniStack((emulator) => deployAndUse(emulator, url, packageDir));
    return (await onMiniStack((emulator) => checkFailedMigration(emulator, url))) && used;
  } finally {
    await stop();
  }
};

/** What companies deploy, and what emulators get. */
const VARIANTS: readonly (readonly [what: string, stage: string, params: Record<string, string>])[] = [
  ["prod", "prod", { clients: "web,app" }],
  [
    "prod with a Postgres of its own",
    "prod",
    {
      databaseUrl: "{{resolve:secretsmanager:theirs:SecretString:url}}",
      subnetIds: "subnet-0123456789abcdef0",
      securityGroupIds: "sg-0123456789abcdef0",
      accessLog: "false",
      createMailIdentity: "false",
    },
  ],
  ["local", "local", {}],
];

const run = async (): Promise<boolean> => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-deploy-"));
  try {
    const linted: boolean[] = [];
    for (const [what, stage, params] of VARIANTS) {
      await packageInto(join(directory, what), stage, params);
      linted.push(await lint(what, join(directory, what)));
    }
    return (await onEmulator(join(directory, "emulated"))) && !linted.includes(false);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

await exitWithResult("test:deploy", run());
