/** `npm run demo`: a stack of its own, one order of every kind, and what each led to. Leaves nothing behind. */
import { styleText } from "node:util";
import { outcomeTable } from "./demo/outcome-table.ts";
import { allDifferences, type ScenariosResult, runScenarios } from "../test/e2e/scenarios/run-scenarios.ts";
import { type Stack, startStack } from "./stack.ts";
import { shutdownSignal } from "./shutdown-signal.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const REPLACEABLE = ["DATABASE_URL", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_SES"];
const INTERRUPTED = 130;

// Colour only where someone looks; styleText itself heeds NO_COLOR and what the terminal can.
const coloured = (colour: "green" | "red" | "bold", text: string): string =>
  styleText(colour, text, { stream: process.stdout });

const say = (line: string): void => console.log(line);

/** The demo is about a machine with nothing on it: it neither uses nor touches what is configured elsewhere. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !REPLACEABLE.includes(name)));

/** Prints the table. @returns whether every order had the expected effects */
const show = (result: ScenariosResult): boolean => {
  const differences = allDifferences(result);
  say(`\n${outcomeTable(result.outcomes)}\n`);
  if (differences.length === 0) {
    say(coloured("green", "Every order led to what it had to."));
    say("To look further: `npm start` keeps the stack up, with its API, docs and inbox.");
    return true;
  }
  say(coloured("red", "Something is missing:"));
  for (const line of differences) say(`  ${line}`);
  return false;
};

const run = async (stopping: AbortSignal): Promise<number> => {
  say(coloured("bold", "Despacho: one order of every kind, on this machine alone.\n"));
  say("Starting Postgres, SQS, SES and the functions …");
  const started = performance.now();
  const options = { port: 0, dataDir: temporaryDirectory("demo"), fresh: false, temporary: true };
  let stack: Stack | undefined;
  try {
    stack = await startStack(options, ownEnvironment(), say, stopping);
    say(`Ready after ${((performance.now() - started) / 1_000).toFixed(1)} s.\n`);
    const result = await runScenarios(stack, { report: say, runId: "DEMO", signal: stopping });
    return show(result) ? 0 : 1;
  } finally {
    await stack?.stop();
  }
};

const stopping = shutdownSignal();
try {
  process.exit(await run(stopping));
} catch (fault) {
  if (stopping.aborted) process.exit(INTERRUPTED);
  console.error(`The demo failed: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exit(1);
}
