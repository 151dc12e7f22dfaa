/** npm run rules: for people who keep their rules in files. `npm run rules -- --help` tells what it can do. */
import { type Command, parseCommand, EXIT, HELP, UsageError } from "./rules/arguments.ts";
import { check, explain, FileError, type Output, printSchema } from "./rules/offline-commands.ts";
import { diff, history, publish, simulate } from "./rules/api-commands.ts";
import { textStyleFor } from "./rules/text-style.ts";
import { ServiceUnavailableError, ApiError } from "./rules/api-client.ts";

const run = async (command: Command, output: Output): Promise<number> => {
  switch (command.kind) {
    case "help":
      output.print(HELP);
      return EXIT.ok;
    case "check":
      return check(command.file, command.options, output);
    case "explain":
      return explain(command.file, command.order, command.options, output);
    case "schema":
      return printSchema(output);
    case "publish":
      return publish(command.file, command.options, output);
    case "simulate":
      return simulate(command.file, command.options, output);
    case "history":
      return history(command.options, output);
    case "diff":
      return diff(command.before, command.after, command.options, output);
  }
};

const refusalText = ({ message, errors }: ApiError): string =>
  [message, ...errors.map(({ pointer, detail }) => `  ${pointer ?? ""} ${detail ?? ""}`)].join("\n");

/** What went wrong, and what a pipeline should make of it. */
const ended = (fault: unknown): { text: string; code: number } => {
  if (fault instanceof UsageError) return { text: `${fault.message}\n\n${HELP}`, code: EXIT.usage };
  if (fault instanceof FileError) return { text: fault.message, code: EXIT.usage };
  if (fault instanceof ServiceUnavailableError) return { text: fault.message, code: EXIT.serviceUnavailable };
  if (fault instanceof ApiError) return { text: refusalText(fault), code: EXIT.issues };
  throw fault;
};

const now = new Date();
const print = (text: string): void => console.log(text);
try {
  const output = { style: textStyleFor(process.stdout.isTTY === true, process.env), print, now };
  process.exitCode = await run(parseCommand(process.argv.slice(2), now), output);
} catch (fault) {
  const { text, code } = ended(fault);
  console.error(text);
  process.exitCode = code;
}
