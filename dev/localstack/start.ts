/** `npm run start:localstack`: as `npm start`, with SQS and SES in LocalStack. Takes the same options. */
import { findLocalStack, type LocalStackInstance } from "../emulators/localstack-instance.ts";
import { HELP, stackOptions } from "../stack-options.ts";
import { runCommand, serve } from "../serve.ts";
import { shutdownSignal } from "../shutdown-signal.ts";

const INTERRUPTED = 130;

const say = (line: string): void => console.log(line);

/** While it is looked for, installed or started nothing needs an order: what we started ends with us (parent_watchdog.py). */
const findUnlessStopped = async (stopping: AbortSignal): Promise<LocalStackInstance> => {
  const leave = () => process.exit(INTERRUPTED);
  stopping.addEventListener("abort", leave);
  const place = await findLocalStack(say);
  stopping.removeEventListener("abort", leave);
  return place;
};

await runCommand(async () => {
  const options = stackOptions(process.argv.slice(2), process.env);
  if (options === "help") return say(HELP.replaceAll("npm start", "npm run start:localstack"));
  const stopping = shutdownSignal();
  const place = await findUnlessStopped(stopping);
  say(`SQS and SES: ${place.name} at ${place.endpoint}`);
  try {
    const database = place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl };
    await serve(options, { ...process.env, ...database, AWS_ENDPOINT_URL: place.endpoint }, stopping);
  } finally {
    await place.stop();
  }
});
