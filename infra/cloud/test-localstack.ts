/**
 * `npm run test:localstack`: what every installation must do, with SQS and SES in LocalStack and, where Docker runs
 * functions inside it, once more through the REST API deployed there. Says what ran and what could not.
 */
import { runAcceptance } from "../local/acceptance.ts";
import { composeFault } from "../local/emulators/docker.ts";
import { kindOf } from "../local/emulators/kind.ts";
import { findLocalStack, type LocalStackPlace } from "../local/emulators/place.ts";
import { startStack } from "../local/stack.ts";
import { temporaryDirectory } from "../local/temporary.ts";
import { deploy } from "./deployment.ts";
import { conclude, expectThat, say } from "./report.ts";

const onServerlessOffline = async (place: LocalStackPlace): Promise<boolean> => {
  say("Functions on serverless-offline, SQS and SES in LocalStack:");
  const options = { port: 0, dataDir: temporaryDirectory("localstack"), fresh: false, temporary: true };
  const database = place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl };
  const env = { ...process.env, ...database, AWS_ENDPOINT_URL: place.endpoint };
  const stack = await startStack(options, env, say);
  try {
    return await runAcceptance(stack, { say });
  } finally {
    await stack.stop();
  }
};

const insideLocalStack = async ({ endpoint, databaseUrlInside }: LocalStackPlace): Promise<boolean> => {
  say("Everything deployed into LocalStack:");
  const kind = await kindOf(endpoint);
  const deployed = await deploy({ endpoint, kind, databaseUrl: databaseUrlInside, say });
  try {
    return await runAcceptance(await deployed.installation(), { say });
  } finally {
    await deployed.remove();
  }
};

const checkCompose = async (): Promise<boolean> => {
  const fault = await composeFault();
  if (fault === "unknown") say("Not run: `docker compose config`. The docker command has no compose here.");
  return fault === "unknown" || expectThat(fault === undefined, `docker compose config ${fault ?? ""}`);
};

const run = async (): Promise<boolean> => {
  const compose = await checkCompose();
  const place = await findLocalStack(say);
  say(`SQS and SES: ${place.name}`);
  try {
    const offline = await onServerlessOffline(place);
    if (place.withoutLambda === undefined) return (await insideLocalStack(place)) && offline && compose;
    say(`Not run: Lambda, API Gateway and CloudFormation inside LocalStack: ${place.withoutLambda}.`);
    return offline && compose;
  } finally {
    await place.stop();
  }
};

await conclude("test:localstack", run());
