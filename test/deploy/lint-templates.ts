/** Packages the stages and runs cfn-lint on their templates. */
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { systemEnvironment } from "../../dev/environment.ts";
import { CACHE_DIR } from "../../dev/emulators/localstack-instance.ts";
import { ensureVenv } from "../../dev/emulators/python-venv.ts";
import { packageInto, templateFile } from "../../dev/serverless/packaged-template.ts";
import { report, reportCheck } from "./test-report.ts";

/** Stages and parameters that companies deploy, and the stage for emulators. */
const VARIANTS: readonly { readonly name: string; readonly stage: string; readonly params: Params }[] = [
  { name: "prod", stage: "prod", params: { clients: "web,app" } },
  {
    name: "prod with an existing Postgres",
    stage: "prod",
    params: {
      databaseUrl: "{{resolve:secretsmanager:theirs:SecretString:url}}",
      subnetIds: "subnet-0123456789abcdef0",
      securityGroupIds: "sg-0123456789abcdef0",
      accessLog: "false",
      createMailIdentity: "false",
    },
  },
  {
    name: "prod from a snapshot",
    stage: "prod",
    params: {
      databaseSnapshot: "despacho-prod-final",
      databaseSnapshotSecret: "arn:aws:secretsmanager:us-east-1:123456789012:secret:DatabaseSecret-a1b2c3",
    },
  },
  { name: "local", stage: "local", params: {} },
];

type Params = Readonly<Record<string, string>>;

const lint = async (name: string, directory: string): Promise<boolean> => {
  const python = await ensureVenv("cfn-lint", CACHE_DIR, report);
  // Run by Python, because the script's first line has the directory in which the virtual environment was created.
  const script = join(dirname(python), "cfn-lint");
  const args = [script, "--regions", "us-east-1", "--format", "parseable", "-t", templateFile(directory)];
  const findings = await promisify(execFile)(python, args, { env: systemEnvironment(process.env) }).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; message: string }) => error.stdout || error.message,
  );
  for (const line of findings.split("\n").filter((text) => text !== "")) report(`  ${line}`);
  return reportCheck(findings.trim() === "", `cfn-lint has no findings in the template of ${name}`);
};

/** @returns whether cfn-lint has no finding in any template */
export const lintTemplates = async (directory: string): Promise<boolean> => {
  const passed: boolean[] = [];
  for (const { name, stage, params } of VARIANTS) {
    const packageDir = join(directory, name);
    await packageInto(packageDir, stage, params);
    passed.push(await lint(name, packageDir));
  }
  return !passed.includes(false);
};
