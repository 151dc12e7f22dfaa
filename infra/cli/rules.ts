/** npm run rules: for people who keep their rules in files. `npm run rules -- --help` tells what it can do. */
import { type Command, commandFrom, EXIT, HELP, UsageFault } from "./rules-arguments.ts";
import { check, explain, FileFault, type Output } from "./rules-offline.ts";
import { diff, history, publish, simulate } from "./rules-online.ts";
import { paintFor } from "./rules-paint.ts";
import { NoService, Refused } from "./rules-service.ts";

const run = async (command: Command, output: Output): Promise<number> => {
  switch (command.kind) {
    case "help":
      output.print(HELP);
      return EXIT.ok;
    case "check":
      return check(command.file, command.options, output);
    case "explain":
      return explain(command.file, command.order, command.options, output);
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

const refusalText = ({ message, errors }: Refused): string =>
  [message, ...errors.map(({ pointer, detail }) => `  ${pointer ?? ""} ${detail ?? ""}`)].join("\n");

/** What went wrong, and what a pipeline should make of it. */
const ended = (fault: unknown): { text: string; code: number } => {
  if (fault instanceof UsageFault) return { text: `${fault.message}\n\n${HELP}`, code: EXIT.usage };
  if (fault instanceof FileFault) return { text: fault.message, code: EXIT.usage };
  if (fault instanceof NoService) return { text: fault.message, code: EXIT.noService };
  if (fault instanceof Refused) return { text: refusalText(fault), code: EXIT.faults };
  throw fault;
};

const now = new Date();
const print = (text: string): void => console.log(text);
try {
  const output = { paint: paintFor(process.stdout.isTTY === true, process.env), print, now };
  process.exitCode = await run(commandFrom(process.argv.slice(2), now), output);
} catch (fault) {
  const { text, code } = ended(fault);
  console.error(text);
  process.exitCode = code;
}
