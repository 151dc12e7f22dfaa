/**
 * `npm run test:localstack`: runs the end-to-end tests with SQS and SES in LocalStack and, where a Docker engine runs
 * functions inside LocalStack, also against the stack deployed there. Prints what was not run and why.
 */
import "../../dev/isolate-process.ts";
import { runE2e } from "../e2e/run-e2e.ts";
import { composeConfigError } from "../../dev/emulators/docker-compose.ts";
import { detectEmulatorKind } from "../../dev/emulators/emulator-kind.ts";
import { findLocalStack, type LocalStackInstance } from "../../dev/emulators/localstack-instance.ts";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { deploy } from "../../dev/localstack/deployment.ts";
import { exitWithResult, report, reportCheck } from "./test-report.ts";

const testOnServerlessOffline = async ({ endpoint, databaseUrl }: LocalStackInstance): Promise<boolean> => {
  report("Functions on serverless-offline, SQS and SES in LocalStack:");
  const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const env = { ...database, AWS_ENDPOINT_URL: endpoint };
  const stack = await startTemporaryStack("localstack", env, report);
  try {
    return await runE2e(stack);
  } finally {
    await stack.stop();
  }
};

const testInsideLocalStack = async ({
  endpoint,
  databaseUrlInside,
}: LocalStackInstance): Promise<boolean> => {
  report("The whole stack deployed into LocalStack:");
  const kind = await detectEmulatorKind(endpoint);
  const deployed = await deploy({ endpoint, kind, databaseUrl: databaseUrlInside, report });
  try {
    return await runE2e(await deployed.createTestTarget());
  } finally {
    await deployed.remove();
  }
};

const checkComposeFile = async (): Promise<boolean> => {
  const error = await composeConfigError();
  if (error === "unknown") {
    report("Not run: `docker compose config`, because the docker command has no `compose`.");
    return true;
  }
  return reportCheck(error === undefined, `docker compose accepts docker-compose.yml ${error ?? ""}`);
};

const run = async (): Promise<boolean> => {
  const composeFile = await checkComposeFile();
  const localStack = await findLocalStack(report);
  report(`SQS and SES: ${localStack.name}`);
  try {
    const offline = await testOnServerlessOffline(localStack);
    const reason = localStack.lambdaUnavailableReason;
    if (reason === undefined) return (await testInsideLocalStack(localStack)) && offline && composeFile;
    report(`Not run: Lambda, API Gateway and CloudFormation inside LocalStack, because ${reason}.`);
    return offline && composeFile;
  } finally {
    await localStack.stop();
  }
};

await exitWithResult("test:localstack", run());
