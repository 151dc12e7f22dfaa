/** The command line of `npm run rules`. */
import { type Command as Program, Option } from "commander";
import { parseInstant } from "../../lib/domain/instant.ts";
import {
  newProgram,
  type ParsedArguments,
  parseArguments,
  valueBy,
  withExample,
} from "../terminal/arguments.ts";
import {
  type Command,
  FILE,
  type Flags,
  namesService,
  optionsOf,
  skuOption,
  wholeNumber,
  withOptionalService,
  withService,
} from "./options.ts";
import { addExplain, addLists, addReadCommands, addSimulate } from "./read-arguments.ts";

export type { Command, Options } from "./options.ts";

/** 0 done, 1 issues in what was given, 2 an invalid command line, 3 no service. */
export const EXIT = { ok: 0, issues: 1, usage: 2, serviceUnavailable: 3 } as const;

const noteOption = () => new Option("--note <text>", "why, for those who read the history");

const addTableCommands = (program: Program, done: (command: Command) => void): void => {
  withExample(
    program
      .command("import")
      .description("put the rows of a spreadsheet into a decision table, or print them as one")
      .argument("<FILE.csv>", "the first row names the columns, such as line.type and commission.rateBps")
      .addOption(new Option("--table <id>", "the table").default("table"))
      .addOption(new Option("--into <FILE>", "the rulebook that the table is written into"))
      .addOption(skuOption())
      .action((file: string, flags: Flags & { readonly table: string; readonly into?: string }) =>
        done({ kind: "import", file, table: flags.table, into: flags.into, skus: flags.sku ?? [] }),
      ),
    "npm run rules -- import rates.csv --table rates --into new.yaml",
  );
  withExample(
    program
      .command("export")
      .description("print the rows of a decision table as CSV for a spreadsheet")
      .argument("<FILE>", FILE)
      .addOption(new Option("--table <id>", "the table").makeOptionMandatory())
      .action((file: string, { table }: { readonly table: string }) => done({ kind: "export", file, table })),
    "npm run rules -- export new.yaml --table rates > rates.csv",
  );
};

const addOfflineCommands = (program: Program, done: (command: Command) => void): void => {
  program.commandsGroup("Without a service:");
  withExample(
    withOptionalService(
      program
        .command("check")
        .description("report every issue with its position, warnings, and failing examples")
        .argument("<FILE>", FILE)
        .addOption(skuOption()),
    ).action((file: string, flags: Flags) =>
      done({ kind: namesService(flags) ? "checkByService" : "check", file, options: optionsOf(flags) }),
    ),
    "npm run rules -- check new.yaml",
    "npm run rules -- check new.yaml --data-dir .despacho    # with the stack's catalogue, lists and agents",
  );
  addExplain(program, done);
  addTableCommands(program, done);
  withExample(
    program
      .command("schema")
      .description("print the JSON Schema of rulebooks, for completion in editors")
      .action(() => done({ kind: "schema" })),
    "npm run --silent rules -- schema > rules.schema.json",
  );
};

const addVersionCommands = (program: Program, done: (command: Command) => void): void => {
  withExample(
    withService(
      program
        .command("publish")
        .description("save a new version")
        .argument("<FILE>", FILE)
        .option("--activate", "activate the new version")
        .option(
          "--based-on <version>",
          "the version that you began with; refused when another one is active now, so that no change gets lost",
          wholeNumber,
        )
        .addOption(noteOption())
        .action((file: string, flags: Flags) => done({ kind: "publish", file, options: optionsOf(flags) })),
    ),
    'npm run rules -- publish new.yaml --based-on 3 --note "Christmas campaign"',
  );
  withExample(
    withService(
      program
        .command("history")
        .description("who saved which version, newest first, and who activated which one when")
        .action((flags: Flags) => done({ kind: "history", options: optionsOf(flags) })),
    ),
    "npm run rules -- history",
  );
  withExample(
    withService(
      program
        .command("diff")
        .description("show what changed from one version to another")
        .argument("<A>", "a version", wholeNumber)
        .argument("<B>", "a version", wholeNumber)
        .action((before: number, after: number, flags: Flags) =>
          done({ kind: "diff", before, after, options: optionsOf(flags) }),
        ),
    ),
    "npm run rules -- diff 3 4",
  );
};

const cancelScheduledOption = () =>
  new Option("--cancel-scheduled", "also cancel every activation that is still to come");

const addActivationCommands = (program: Program, done: (command: Command) => void): void => {
  program.commandsGroup("Which version is active:");
  withExample(
    withService(
      program
        .command("activate")
        .description("activate a version, at once or from an instant on")
        .argument("<VERSION>", "a version", wholeNumber)
        .option(
          "--from <instant>",
          "when it takes effect, such as 2026-12-01T00:00:00-03:00",
          valueBy(
            (text) => (parseInstant(text) === undefined ? undefined : text),
            "It must be an instant with offset.",
          ),
        )
        .option("--expected-active <version>", "refused when another version is active", wholeNumber)
        .addOption(cancelScheduledOption())
        .addOption(noteOption())
        .action((version: number, flags: Flags) =>
          done({ kind: "activate", version, options: optionsOf(flags) }),
        ),
    ),
    "npm run rules -- activate 4 --from 2026-12-01T00:00:00-03:00 --expected-active 3",
  );
  withExample(
    withService(
      program
        .command("approve")
        .description("approve a version that another key saved, where the service asks for approvals")
        .argument("<VERSION>", "a version", wholeNumber)
        .addOption(noteOption())
        .action((version: number, flags: Flags) =>
          done({ kind: "approve", version, options: optionsOf(flags) }),
        ),
    ),
    "npm run rules -- approve 4",
  );
  withExample(
    withService(
      program
        .command("rollback")
        .description("activate the version that was active before, and list what is scheduled to replace it")
        .argument("[VERSION]", "an earlier version; by default the one before", wholeNumber)
        .addOption(cancelScheduledOption())
        .addOption(noteOption())
        .action((version: number | undefined, flags: Flags) =>
          done({ kind: "rollback", version, options: optionsOf(flags) }),
        ),
    ),
    "npm run rules -- rollback",
  );
};

const addScheduleCommands = (program: Program, done: (command: Command) => void): void => {
  withExample(
    withService(
      program
        .command("schedule")
        .description("list activations: those to come, the active one, and those of the past")
        .action((flags: Flags) => done({ kind: "schedule", options: optionsOf(flags) })),
    ),
    "npm run rules -- schedule",
  );
  withExample(
    withService(
      program
        .command("cancel")
        .description("cancel an activation that is still to come")
        .argument("<ID>", "its id, as `schedule` lists it", wholeNumber)
        .action((activationId: number, flags: Flags) =>
          done({ kind: "cancel", activationId, options: optionsOf(flags) }),
        ),
    ),
    "npm run rules -- cancel 12",
  );
};

/** @throws UsageError */
export const parseCommand = (args: readonly string[], now: Date): ParsedArguments<Command> =>
  parseArguments<Command>((done) => {
    const program = newProgram("npm run rules --", "Check, simulate, publish and activate rulebooks.");
    addOfflineCommands(program, done);
    program.commandsGroup("With the running service, or another by --url:");
    addReadCommands(program, done, now);
    addSimulate(program, done, now);
    addVersionCommands(program, done);
    addLists(program, done);
    addActivationCommands(program, done);
    addScheduleCommands(program, done);
    return program.addHelpText(
      "after",
      `
A change of the rules, from the version that is active (here 3) to the rollback:
  npm run rules -- pull -o new.yaml
  npm run rules -- check new.yaml
  npm run rules -- simulate new.yaml --since 30d
  npm run rules -- publish new.yaml --based-on 3 --note "why"
  npm run rules -- activate 4 --from 2026-12-01T00:00:00-03:00 --expected-active 3
  npm run rules -- schedule
  npm run rules -- rollback

Exit code: 0 done, 1 issues, 2 invalid command line, 3 no service.`,
    );
  }, args);
