/** The stack until whoever started it asks it to stop; how `npm start` and its kin run, and how they fail. */
import { banner } from "./banner.ts";
import { DataDirError } from "./data-dir.ts";
import { HELP, type StackOptions, UsageError } from "./stack-options.ts";
import { StackError } from "./external-services.ts";
import { type Stack, startStack } from "./stack.ts";

const isForUser = (fault: unknown): fault is Error =>
  fault instanceof StackError || fault instanceof DataDirError || fault instanceof UsageError;

/** Prints the banner when everything is ready, and returns when everything has ended. */
export const serve = async (
  options: StackOptions,
  env: NodeJS.ProcessEnv,
  stopping: AbortSignal,
): Promise<void> => {
  const started = performance.now();
  let stack: Stack;
  try {
    stack = await startStack(options, env, (line) => console.log(line), stopping);
  } catch (fault) {
    if (stopping.aborted) return;
    throw fault;
  }
  console.log(banner(stack, (performance.now() - started) / 1_000));
  if (!stopping.aborted) await new Promise((resolve) => stopping.addEventListener("abort", resolve));
  console.log("Stopping …");
  await stack.stop();
};

/** Runs a command that serves and ends the process: 1 when it failed, with a line that says why. */
export const runCommand = async (command: () => Promise<void>): Promise<never> => {
  try {
    await command();
    return process.exit();
  } catch (fault) {
    console.error(fault instanceof Error ? fault.message : String(fault));
    if (fault instanceof UsageError) console.error(`\n${HELP}`);
    if (!isForUser(fault) && process.env.DEBUG) console.error(fault);
    return process.exit(1);
  }
};
