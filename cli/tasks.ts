/** `npm run tasks`: lists tasks by cause and runs rejected and failed ones again. `npm run tasks -- --help` lists the commands. */
import { tasksArguments } from "./tasks/arguments.ts";
import { runTasksCommand } from "./tasks/commands.ts";
import { runApiCommand } from "./terminal/run-api-command.ts";

await runApiCommand((args) => tasksArguments(args, new Date()), runTasksCommand);
