/** Runs the stack until it is asked to stop, for `npm start` and `npm run start:localstack`. */
import { banner } from "./banner.ts";
import { DataDirError } from "./data-dir.ts";
import { messageOf } from "./error-message.ts";
import { UsageError } from "../cli/terminal/arguments.ts";
import type { StackOptions } from "./stack-options.ts";
import { StackError } from "./external-services.ts";
import { type Stack, startStack } from "./stack.ts";

const isForUser = (error: unknown): error is Error =>
  error instanceof StackError || error instanceof DataDirError || error instanceof UsageError;

const prepareOrStop = async (stack: Stack, prepare?: (stack: Stack) => Promise<void>): Promise<void> => {
  try {
    await prepare?.(stack);
  } catch (error) {
    await stack.stop();
    throw error;
  }
};

/**
 * Prints the banner when the stack is ready, and returns when every service has ended.
 * @param prepare called before the banner is printed
 */
export const serve = async (
  options: StackOptions,
  env: NodeJS.ProcessEnv,
  stopping: AbortSignal,
  prepare?: (stack: Stack) => Promise<void>,
): Promise<void> => {
  const started = performance.now();
  let stack: Stack;
  try {
    stack = await startStack(options, env, (line) => console.log(line), stopping);
    await prepareOrStop(stack, prepare);
  } catch (error) {
    if (stopping.aborted) return;
    throw error;
  }
  console.log(banner(stack, (performance.now() - started) / 1_000));
  if (!stopping.aborted) await new Promise((resolve) => stopping.addEventListener("abort", resolve));
  console.log("Stopping …");
  await stack.stop();
};

/** Runs a command and ends the process: with 1 and the error's message when it failed. */
export const runCommand = async (command: () => Promise<void>): Promise<never> => {
  try {
    await command();
    return process.exit();
  } catch (error) {
    console.error(messageOf(error));
    if (error instanceof UsageError) console.error(`\n${error.help}`);
    if (!isForUser(error) && process.env.DEBUG) console.error(error);
    return process.exit(1);
  }
};
