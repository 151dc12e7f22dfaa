/** The command line of `npm run tasks`. */
import { type Command as Program, Option } from "commander";
import { TASK_STATUSES } from "../../lib/domain/task.ts";
import { TASK_TYPES } from "../../lib/tasks/registry.ts";
import { parsePast } from "../rules/options.ts";
import { newProgram, type ParsedArguments, parseArguments, valueBy } from "../terminal/arguments.ts";

/** Which tasks, as the query of GET /tasks. */
export type Filter = {
  readonly status?: string;
  readonly type?: string;
  readonly cause?: string;
  readonly order?: string;
  readonly since?: string;
  readonly until?: string;
};

type Target = { readonly client: string | undefined; readonly dataDir: string };

export type TasksCommand = Target &
  (
    | { readonly kind: "list"; readonly filter: Filter; readonly limit: number }
    | { readonly kind: "groups"; readonly filter: Filter }
    | { readonly kind: "show"; readonly taskId: string }
    | {
        readonly kind: "retry";
        readonly taskIds: readonly string[];
        readonly filter: Filter;
        readonly dryRun: boolean;
        readonly note: string | undefined;
      }
  );

type Flags = Filter & {
  readonly client?: string;
  readonly dataDir?: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly note?: string;
};

const DEFAULT_LIMIT = 50;

const targetOf = ({ client, dataDir = ".despacho" }: Flags): Target => ({ client, dataDir });

/** The fields of the filter that were given. */
const filterOf = ({ status, type, cause, order, since, until }: Flags): Filter =>
  Object.fromEntries(
    Object.entries({ status, type, cause, order, since, until }).filter(([, value]) => value !== undefined),
  );

const timeOption = (flags: string, description: string, now: Date) =>
  new Option(flags, description).argParser(
    valueBy((text) => parsePast(text, now), "It must be a duration such as 2h, or an instant with offset."),
  );

const withFilter = (command: Program, now: Date): Program =>
  command
    .addOption(new Option("--status <status>", "the state of the tasks").choices(TASK_STATUSES))
    .addOption(new Option("--type <type>", "the type of the tasks").choices(TASK_TYPES))
    .option("--cause <cause>", "such as agent-without-rate, or agent-without-rate:A-7 as groups prints it")
    .option("--order <id>", "the tasks of one order")
    .addOption(timeOption("--since <time>", "tasks created in the last 2h, 3d, or since an instant", now))
    .addOption(timeOption("--until <time>", "tasks created before that time", now));

const withTarget = (command: Program): Program =>
  command
    .option("--client <id>", "one client's tasks; by default all that the API key may see")
    .option(
      "--data-dir <dir>",
      "data directory of a running stack; DESPACHO_API_URL and DESPACHO_API_KEY take precedence",
    );

const limit = valueBy(
  (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined),
  "It must be a whole number.",
);

const addReading = (program: Program, done: (command: TasksCommand) => void, now: Date): void => {
  withTarget(withFilter(program.command("list").description("list tasks, newest first"), now))
    .option("--limit <n>", `the newest n tasks; by default ${DEFAULT_LIMIT}`, limit)
    .action((flags: Flags) =>
      done({
        kind: "list",
        filter: filterOf(flags),
        limit: flags.limit ?? DEFAULT_LIMIT,
        ...targetOf(flags),
      }),
    );
  withTarget(
    withFilter(
      program
        .command("groups")
        .description("count rejected, failed and postponed tasks by cause, the largest group first"),
      now,
    ),
  ).action((flags: Flags) => done({ kind: "groups", filter: filterOf(flags), ...targetOf(flags) }));
  withTarget(
    program.command("show").description("show a task with every attempt").argument("<TASK>", "its id"),
  ).action((taskId: string, flags: Flags) => done({ kind: "show", taskId, ...targetOf(flags) }));
};

const addRetry = (program: Program, done: (command: TasksCommand) => void, now: Date): void => {
  const retry = program
    .command("retry")
    .description("run rejected and failed tasks again: those named, or all of a filter")
    .argument("[TASK...]", "ids of tasks");
  withTarget(withFilter(retry, now))
    .option("--dry-run", "only show what would run again, and why other tasks would not")
    .option("--note <text>", "why, for those who read the log")
    .action((taskIds: string[], flags: Flags) => {
      const filter = filterOf(flags);
      const isFiltered = Object.keys(filter).length > 0;
      if (isFiltered === taskIds.length > 0)
        retry.error("error: name tasks, or say which by options such as --cause: one of both");
      const { dryRun = false, note } = flags;
      done({ kind: "retry", taskIds, filter, dryRun, note, ...targetOf(flags) });
    });
};

/** @throws UsageError */
export const tasksArguments = (args: readonly string[], now: Date): ParsedArguments<TasksCommand> =>
  parseArguments<TasksCommand>((done) => {
    const program = newProgram("npm run tasks --", "List tasks, and run rejected and failed ones again.");
    addReading(program, done, now);
    addRetry(program, done, now);
    return program.addHelpText(
      "after",
      `
After the cause of a group was removed, such as by setting the agent's rate:
  npm run tasks -- groups
  npm run tasks -- retry --cause agent-without-rate:A-7 --dry-run
  npm run tasks -- retry --cause agent-without-rate:A-7 --note "A-7 has a rate now"

Exit code: 0 done, 1 nothing was run or the service refused, 2 invalid command line, 3 no service.`,
    );
  }, args);
