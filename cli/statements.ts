/** `npm run statements`: shows statements, closes months, books adjustments and payments. `--help` lists the commands. */
import { statementsArguments } from "./statements/arguments.ts";
import { runStatementsCommand } from "./statements/commands.ts";
import { callError } from "./rules/api-client.ts";
import { EXIT } from "./rules/arguments.ts";
import { UsageError } from "./terminal/arguments.ts";
import { textStyleFor } from "./terminal/style.ts";

const failure = (error: unknown): { readonly text: string; readonly code: number } => {
  if (error instanceof UsageError) return { text: `${error.message}\n\n${error.help}`, code: EXIT.usage };
  const failedCall = callError(error);
  if (failedCall === undefined) throw error;
  return failedCall;
};

const print = (text: string): void => console.log(text);
try {
  // The local stack is reached directly; a service elsewhere may need the shell's proxy.
  if (!process.env.DESPACHO_API_URL) await import("../dev/isolate-process.ts");
  const parsed = statementsArguments(process.argv.slice(2), new Date());
  const output = { style: textStyleFor(process.stdout.isTTY === true, process.env), print };
  if (parsed.kind === "help") print(parsed.text);
  else process.exitCode = await runStatementsCommand(parsed.command, output);
} catch (error) {
  const { text, code } = failure(error);
  console.error(text);
  process.exitCode = code;
}
