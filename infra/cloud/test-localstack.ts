/**
 * `npm run test:localstack`: the demo's journey with SQS and SES in LocalStack and, where Docker runs functions inside
 * it, once more through the deployed REST API. Says what ran and what could not.
 */
import { SCOPES } from "../../lib/domain/scope.ts";
import { type JourneyResult, runJourney, type Target } from "../local/journey.ts";
import { startStack } from "../local/stack.ts";
import { temporaryDirectory } from "../local/temporary.ts";
import { deploy } from "./deployment.ts";
import { Missing } from "../local/emulators/venv.ts";
import { findLocalStack, type LocalStackPlace } from "../local/emulators/place.ts";

const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1_000).toFixed(1).padStart(6);
const say = (line: string): void => console.log(`${seconds()}  ${line}`);

const mailbox = (endpoint: string): string => new URL("/_aws/ses", endpoint).href;

const judge = (what: string, { missing, outcomes }: JourneyResult): boolean => {
  for (const line of missing) say(`  missing: ${line}`);
  const tasks = outcomes.reduce((sum, { order }) => sum + order.tasks.length, 0);
  say(
    missing.length === 0
      ? `${what}: ${outcomes.length} orders, ${tasks} tasks, all as they must be.`
      : `${what} FAILED.`,
  );
  return missing.length === 0;
};

const onServerlessOffline = async (place: LocalStackPlace): Promise<boolean> => {
  const options = { port: 0, dataDir: temporaryDirectory("localstack"), fresh: false, temporary: true };
  const database = place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl };
  const stack = await startStack(
    options,
    { ...process.env, ...database, AWS_ENDPOINT_URL: place.endpoint },
    say,
  );
  try {
    return judge(
      "Functions on serverless-offline, SQS and SES in LocalStack",
      await runJourney(stack, { say }),
    );
  } finally {
    await stack.stop();
  }
};

const insideLocalStack = async (place: LocalStackPlace): Promise<boolean> => {
  const deployed = await deploy({
    endpoint: place.endpoint,
    kind: "localstack",
    databaseUrl: place.databaseUrlInside,
    say,
  });
  try {
    const target: Target = {
      apiUrl: deployed.apiUrl,
      apiKey: await deployed.createKey("local", ["orders:write", "orders:read"]),
      adminApiKey: await deployed.createKey("local", SCOPES),
      mailboxUrl: mailbox(place.endpoint),
    };
    return judge("Everything deployed into LocalStack", await runJourney(target, { say }));
  } finally {
    await deployed.remove();
  }
};

const run = async (): Promise<boolean> => {
  const place = await findLocalStack(say);
  say(`SQS and SES: ${place.name}`);
  try {
    const journey = await onServerlessOffline(place);
    if (place.runsLambda) return (await insideLocalStack(place)) && journey;
    say("Not run: Lambda, API Gateway and CloudFormation inside LocalStack. They need a Docker engine.");
    return journey;
  } finally {
    await place.stop();
  }
};

run().then(
  (well) => process.exit(well ? 0 : 1),
  (fault: unknown) => {
    const text = fault instanceof Error ? fault.message : String(fault);
    console.error(
      fault instanceof Missing ? `Not run. What is missing: ${text}` : `The test failed: ${text}`,
    );
    process.exit(1);
  },
);
