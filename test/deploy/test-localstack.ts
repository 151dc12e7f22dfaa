/**
 * `npm run test:localstack`: what every installation must do, with SQS and SES in LocalStack and, where Docker runs
 * functions inside it, once more through the REST API deployed there. Says what ran and what could not.
 */
import { runE2e } from "../e2e/run-e2e.ts";
import { composeConfigError } from "../../dev/emulators/docker-compose.ts";
import { detectEmulatorKind } from "../../dev/emulators/emulator-kind.ts";
import { findLocalStack, type LocalStackInstance } from "../../dev/emulators/localstack-instance.ts";
import { startStack } from "../../dev/stack.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";
import { deploy } from "../../dev/localstack/deployment.ts";
import { exitWithResult, expectThat, report } from "./test-report.ts";

const onServerlessOffline = async (place: LocalStackInstance): Promise<boolean> => {
  report("Functions on serverless-offline, SQS and SES in LocalStack:");
  const options = { port: 0, dataDir: temporaryDirectory("localstack"), fresh: false, temporary: true };
  const database = place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl };
  const env = { ...process.env, ...database, AWS_ENDPOINT_URL: place.endpoint };
  const stack = await startStack(options, env, report);
  try {
    return await runE2e(stack);
  } finally {
    await stack.stop();
  }
};

const insideLocalStack = async ({ endpoint, databaseUrlInside }: LocalStackInstance): Promise<boolean> => {
  report("Everything deployed into LocalStack:");
  const kind = await detectEmulatorKind(endpoint);
  const deployed = await deploy({ endpoint, kind, databaseUrl: databaseUrlInside, report });
  try {
    return await runE2e(await deployed.createTestTarget());
  } finally {
    await deployed.remove();
  }
};

const checkCompose = async (): Promise<boolean> => {
  const fault = await composeConfigError();
  if (fault === "unknown")
    report("Not run: `docker compose config`. The docker command has no compose here.");
  return fault === "unknown" || expectThat(fault === undefined, `docker compose config ${fault ?? ""}`);
};

const run = async (): Promise<boolean> => {
  const compose = await checkCompose();
  const place = await findLocalStack(report);
  report(`SQS and SES: ${place.name}`);
  try {
    const offline = await onServerlessOffline(place);
    if (place.lambdaUnavailableReason === undefined)
      return (await insideLocalStack(place)) && offline && compose;
    report(
      `Not run: Lambda, API Gateway and CloudFormation inside LocalStack: ${place.lambdaUnavailableReason}.`,
    );
    return offline && compose;
  } finally {
    await place.stop();
  }
};

await exitWithResult("test:localstack", run());
