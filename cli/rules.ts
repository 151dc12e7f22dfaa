/** `npm run rules`: checks, simulates, publishes and activates rulebooks. `npm run rules -- --help` lists the commands. */
import { callError } from "./rules/api-client.ts";
import { diff, history, publish } from "./rules/api-commands.ts";
import { type Command, EXIT, parseCommand } from "./rules/arguments.ts";
import { checkByService } from "./rules/check-command.ts";
import { explain } from "./rules/explain-commands.ts";
import { deleteList, listLists, listVersions, putList, showList } from "./rules/list-commands.ts";
import { check, FileError, type Output, printSchema } from "./rules/offline-commands.ts";
import { pull, usage } from "./rules/read-commands.ts";
import { activate, approve, cancel, rollback, schedule } from "./rules/schedule-commands.ts";
import { simulate } from "./rules/simulate-command.ts";
import { exportTable, importTable } from "./rules/table-commands.ts";
import { UsageError } from "./terminal/arguments.ts";
import { textStyleFor } from "./terminal/style.ts";

const run = async (command: Command, output: Output): Promise<number> => {
  switch (command.kind) {
    case "check":
      return check(command.file, command.options, output);
    case "checkByService":
      return checkByService(command.file, command.options, output);
    case "explain":
      return explain(command.file, command.order, command.options, output);
    case "import":
      return importTable(command.file, command, output);
    case "export":
      return exportTable(command.file, command.table, output);
    case "schema":
      return printSchema(output);
    case "publish":
      return publish(command.file, command.options, output);
    case "simulate":
      return simulate(command.file, command.options, output);
    case "pull":
      return pull(command.version, command.options, output);
    case "usage":
      return usage(command.version, command.options, output);
    case "listLists":
      return listLists(command.options, output);
    case "showList":
      return showList(command.listId, command.options, output);
    case "putList":
      return putList(command.listId, command.file, command.options, output);
    case "deleteList":
      return deleteList(command.listId, command.options, output);
    case "listVersions":
      return listVersions(command.listId, command.options, output);
    case "history":
      return history(command.options, output);
    case "activate":
      return activate(command.version, command.options, output);
    case "approve":
      return approve(command.version, command.options, output);
    case "rollback":
      return rollback(command.version, command.options, output);
    case "schedule":
      return schedule(command.options, output);
    case "cancel":
      return cancel(command.activationId, command.options, output);
    case "diff":
      return diff(command.before, command.after, command.options, output);
  }
};

/** The text and exit code of an error; errors of the program itself are thrown on. */
const failure = (error: unknown): { readonly text: string; readonly code: number } => {
  if (error instanceof UsageError) return { text: `${error.message}\n\n${error.help}`, code: EXIT.usage };
  if (error instanceof FileError) return { text: error.message, code: EXIT.usage };
  const failedCall = callError(error);
  if (failedCall === undefined) throw error;
  return failedCall;
};

// A reader of the output, such as head, may close it early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const now = new Date();
const print = (text: string): void => console.log(text);
try {
  // The local stack is reached directly; a service elsewhere may need the shell's proxy.
  if (!process.env.DESPACHO_API_URL && !process.argv.some((word) => /^--url(=|$)/.test(word)))
    await import("../dev/isolate-process.ts");
  const parsed = parseCommand(process.argv.slice(2), now);
  const output = { style: textStyleFor(process.stdout.isTTY === true, process.env), print, now };
  if (parsed.kind === "help") print(parsed.text);
  else process.exitCode = await run(parsed.command, output);
} catch (error) {
  const { text, code } = failure(error);
  console.error(text);
  process.exitCode = code;
}
