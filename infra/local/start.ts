/** `npm start`: the stack until Ctrl-C. */
import { banner } from "./banner.ts";
import { DataDirFault } from "./data-dir.ts";
import { HELP, stackOptions, UsageFault } from "./options.ts";
import { StackFault } from "./outside.ts";
import { type Stack, startStack } from "./stack.ts";
import { whenAskedToStop } from "./stopping.ts";

const isForUser = (fault: unknown): fault is Error =>
  fault instanceof StackFault || fault instanceof DataDirFault || fault instanceof UsageFault;

const run = async (): Promise<void> => {
  const options = stackOptions(process.argv.slice(2), process.env);
  if (options === "help") return console.log(HELP);
  const stopping = whenAskedToStop();
  const started = performance.now();
  let stack: Stack;
  try {
    stack = await startStack(options, process.env, (line) => console.log(line), stopping);
  } catch (fault) {
    if (stopping.aborted) return;
    throw fault;
  }
  console.log(banner(stack, (performance.now() - started) / 1_000));
  if (!stopping.aborted) await new Promise((resolve) => stopping.addEventListener("abort", resolve));
  console.log("Stopping …");
  await stack.stop();
};

try {
  await run();
  process.exit();
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : String(fault));
  if (fault instanceof UsageFault) console.error(`\n${HELP}`);
  if (!isForUser(fault) && process.env.DEBUG) console.error(fault);
  process.exit(1);
}
