/** `npm run privacy`: exports and erases what is kept of a customer. `npm run privacy -- --help` lists the commands. */
import { privacyArguments } from "./privacy/arguments.ts";
import { runPrivacyCommand } from "./privacy/commands.ts";
import { runApiCommand } from "./terminal/run-api-command.ts";

await runApiCommand(privacyArguments, runPrivacyCommand);
