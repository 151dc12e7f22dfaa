/**
 * `npm run demo`: starts a stack of its own, posts one order of every kind, and shows the effects of each. Leaves nothing behind.
 * `npm run demo -- --shop` stays up with a year of a shop.
 */
import "./isolate-process.ts";
import { styleText } from "node:util";
import { outcomeTable } from "./demo/outcome-table.ts";
import { allDifferences, type ScenariosResult, runScenarios } from "../test/e2e/scenarios/run-scenarios.ts";
import { runCommand } from "./serve.ts";
import { demoOptions } from "./shop/shop-options.ts";
import { runShop } from "./shop/run-shop.ts";
import { messageOf } from "./error-message.ts";
import type { Stack } from "./stack.ts";
import { shutdownSignal } from "./shutdown-signal.ts";
import { startTemporaryStack } from "./temporary-stack.ts";

const INTERRUPTED = 130;

// styleText checks NO_COLOR and the capabilities of the stream.
const coloured = (colour: "green" | "red" | "bold", text: string): string =>
  styleText(colour, text, { stream: process.stdout });

const report = (line: string): void => console.log(line);

/** Prints the table. @returns whether every order had the expected effects */
const show = (result: ScenariosResult): boolean => {
  const differences = allDifferences(result);
  report(`\n${outcomeTable(result.outcomes)}\n`);
  if (differences.length === 0) {
    report(coloured("green", "Every order had the expected effects."));
    report("`npm start` keeps the stack up, with its API, docs and inbox.");
    return true;
  }
  report(coloured("red", "Differences from the expected effects:"));
  for (const line of differences) report(`  ${line}`);
  return false;
};

const run = async (stopping: AbortSignal): Promise<number> => {
  report(coloured("bold", "Despacho: one order of every kind, on this machine alone.\n"));
  report("Starting Postgres, SQS, SES and the functions …");
  const started = performance.now();
  let stack: Stack | undefined;
  try {
    stack = await startTemporaryStack("demo", {}, report, stopping);
    report(`Ready after ${((performance.now() - started) / 1_000).toFixed(1)} s.\n`);
    const result = await runScenarios(stack, { report: report, runId: "DEMO", signal: stopping });
    return show(result) ? 0 : 1;
  } finally {
    await stack?.stop();
  }
};

const runScenarioDemo = async (stopping: AbortSignal): Promise<never> => {
  try {
    process.exit(await run(stopping));
  } catch (error) {
    if (stopping.aborted) process.exit(INTERRUPTED);
    console.error(`The demo failed: ${messageOf(error)}`);
    process.exit(1);
  }
};

await runCommand(async () => {
  const parsed = demoOptions(process.argv.slice(2));
  if (parsed.kind === "help") return report(parsed.text);
  const stopping = shutdownSignal();
  return parsed.command.kind === "shop" ? runShop(parsed.command, stopping) : runScenarioDemo(stopping);
});
