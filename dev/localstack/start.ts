/** `npm run start:localstack`: as `npm start`, with SQS and SES in LocalStack. Takes the same options. */
import "../isolate-process.ts";
import { findLocalStack, type LocalStackInstance } from "../emulators/localstack-instance.ts";
import { stackOptions } from "../stack-options.ts";
import { runCommand, serve } from "../serve.ts";
import { shutdownSignal } from "../shutdown-signal.ts";

const INTERRUPTED = 130;

const report = (line: string): void => console.log(line);

/** While LocalStack is being found, installed or started, a signal ends the process at once: the emulator ends with it (parent_watchdog.py). */
const findUnlessStopped = async (stopping: AbortSignal): Promise<LocalStackInstance> => {
  const leave = () => process.exit(INTERRUPTED);
  stopping.addEventListener("abort", leave);
  const localStack = await findLocalStack(report);
  stopping.removeEventListener("abort", leave);
  return localStack;
};

await runCommand(async () => {
  const parsed = stackOptions(process.argv.slice(2), process.env, "npm run start:localstack --");
  if (parsed.kind === "help") return report(parsed.text);
  const stopping = shutdownSignal();
  const localStack = await findUnlessStopped(stopping);
  report(`SQS and SES: ${localStack.name} at ${localStack.endpoint}`);
  try {
    const database = localStack.databaseUrl === undefined ? {} : { DATABASE_URL: localStack.databaseUrl };
    await serve(
      parsed.command,
      { ...process.env, ...database, AWS_ENDPOINT_URL: localStack.endpoint },
      stopping,
    );
  } finally {
    await localStack.stop();
  }
});
