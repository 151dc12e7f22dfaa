/** What the command lines that call the API have in common: help, output, and how a failure is shown. */
import { callError } from "../rules/api-client.ts";
import { EXIT } from "../rules/arguments.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type TextStyle, textStyleFor } from "./style.ts";

export type CommandOutput = { readonly style: TextStyle; readonly print: (text: string) => void };

const failure = (error: unknown): { readonly text: string; readonly code: number } => {
  if (error instanceof UsageError) return { text: `${error.message}\n\n${error.help}`, code: EXIT.usage };
  const failedCall = callError(error);
  if (failedCall === undefined) throw error;
  return failedCall;
};

const print = (text: string): void => console.log(text);

/**
 * Runs the command that the process was started with, and sets the exit code.
 * @param run returns the exit code
 */
export const runApiCommand = async <C>(
  parse: (args: readonly string[]) => ParsedArguments<C>,
  run: (command: C, output: CommandOutput) => Promise<number>,
): Promise<void> => {
  try {
    // The local stack is reached directly; a service elsewhere may need the shell's proxy.
    if (!process.env.DESPACHO_API_URL) await import("../../dev/isolate-process.ts");
    const parsed = parse(process.argv.slice(2));
    if (parsed.kind === "help") print(parsed.text);
    else {
      const style = textStyleFor(process.stdout.isTTY === true, process.env);
      process.exitCode = await run(parsed.command, { style, print });
    }
  } catch (error) {
    const { text, code } = failure(error);
    console.error(text);
    process.exitCode = code;
  }
};
