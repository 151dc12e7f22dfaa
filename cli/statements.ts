/** `npm run statements`: shows statements, closes months, books adjustments and payments. `--help` lists the commands. */
import { statementsArguments } from "./statements/arguments.ts";
import { runStatementsCommand } from "./statements/commands.ts";
import { runApiCommand } from "./terminal/run-api-command.ts";

await runApiCommand((args) => statementsArguments(args, new Date()), runStatementsCommand);
