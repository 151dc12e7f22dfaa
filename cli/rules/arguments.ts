/** The command line of `npm run rules`. */
import { type Command as Program, Option } from "commander";
import { parseInstant } from "../../lib/domain/instant.ts";
import { newProgram, type ParsedArguments, parseArguments, valueBy } from "../terminal/arguments.ts";

/** 0 done, 1 issues in what was given, 2 an invalid command line, 3 no service. */
export const EXIT = { ok: 0, issues: 1, usage: 2, serviceUnavailable: 3 } as const;

export type Options = {
  readonly skus: readonly string[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly by: string | undefined;
  readonly client: string | undefined;
  readonly limit: number | undefined;
  readonly activate: boolean;
  readonly basedOn: number | undefined;
  readonly from: string | undefined;
  readonly expectedActive: number | undefined;
  readonly cancelScheduled: boolean;
  readonly note: string | undefined;
  readonly dataDir: string;
};

export type Command =
  | { readonly kind: "schema" }
  | { readonly kind: "check" | "publish" | "simulate"; readonly file: string; readonly options: Options }
  | { readonly kind: "explain"; readonly file: string; readonly order: string; readonly options: Options }
  | { readonly kind: "history" | "schedule"; readonly options: Options }
  | { readonly kind: "activate"; readonly version: number; readonly options: Options }
  | { readonly kind: "rollback"; readonly version: number | undefined; readonly options: Options }
  | { readonly kind: "cancel"; readonly activationId: number; readonly options: Options }
  | { readonly kind: "diff"; readonly before: number; readonly after: number; readonly options: Options };

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An instant as RFC 3339, from a duration before now or from an instant; undefined for other text. */
export const parsePast = (text: string, now: Date): string | undefined => {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (unit) return new Date(now.getTime() - Number(count) * UNIT_MS[unit]!).toISOString();
  return parseInstant(text) === undefined ? undefined : text;
};

const wholeNumber = valueBy(
  (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
  "It must be a whole number.",
);

const FILE = "YAML, or JSON when the name ends in .json";

const skuOption = () =>
  new Option("--sku <sku...>", "a SKU to add to the starting catalogue; may be repeated");
const dataDirOption = () =>
  new Option(
    "--data-dir <dir>",
    "data directory of a running stack; DESPACHO_API_URL and DESPACHO_API_KEY take precedence",
  ).default(".despacho");

type Flags = Partial<Omit<Options, "skus">> & { readonly sku?: readonly string[] };

const optionsOf = ({ sku = [], ...flags }: Flags): Options => ({
  skus: sku,
  since: flags.since,
  until: flags.until,
  by: flags.by,
  client: flags.client,
  limit: flags.limit,
  activate: flags.activate ?? false,
  basedOn: flags.basedOn,
  from: flags.from,
  expectedActive: flags.expectedActive,
  cancelScheduled: flags.cancelScheduled ?? false,
  note: flags.note,
  dataDir: flags.dataDir ?? ".despacho",
});

const noteOption = () => new Option("--note <text>", "why, for those who read the history");

const addOfflineCommands = (program: Program, done: (command: Command) => void): void => {
  program.commandsGroup("Without a service:");
  program
    .command("check")
    .description("report every issue with its position, warnings, and failing examples")
    .argument("<FILE>", FILE)
    .addOption(skuOption())
    .action((file: string, flags: Flags) => done({ kind: "check", file, options: optionsOf(flags) }));
  program
    .command("explain")
    .description("show the effects of the rulebook on an order, with reasons, and why other rules have none")
    .argument("<FILE>", FILE)
    .argument("<ORDER.json>", "an order as it is posted")
    .addOption(skuOption())
    .action((file: string, order: string, flags: Flags) =>
      done({ kind: "explain", file, order, options: optionsOf(flags) }),
    );
  program
    .command("schema")
    .description("print the JSON Schema of rulebooks, for completion in editors")
    .action(() => done({ kind: "schema" }));
};

const pastOption = (flags: string, description: string, now: Date) =>
  new Option(flags, description).argParser(
    valueBy((text) => parsePast(text, now), "It must be a duration such as 30d, or an instant with offset."),
  );

const addSimulate = (program: Program, done: (command: Command) => void, now: Date): void => {
  program
    .command("simulate")
    .description("compare a rulebook with the active version on recorded orders; nothing is saved")
    .argument("<FILE>", FILE)
    .addOption(
      pastOption(
        "--since <time>",
        "orders of the last 30d, 12h, 15m, or since an instant such as 2026-11-01T00:00:00-03:00",
        now,
      ),
    )
    .addOption(pastOption("--until <time>", "orders before that time", now))
    .addOption(
      new Option("--by <time>", "the time of an order that --since and --until mean").choices([
        "received",
        "paid",
      ]),
    )
    .option("--limit <n>", "the newest n orders", wholeNumber)
    .option("--client <id>", "one client's orders; by default all that the API key may see")
    .addOption(dataDirOption())
    .action((file: string, flags: Flags) => done({ kind: "simulate", file, options: optionsOf(flags) }));
};

const addVersionCommands = (program: Program, done: (command: Command) => void): void => {
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
    .addOption(dataDirOption())
    .action((file: string, flags: Flags) => done({ kind: "publish", file, options: optionsOf(flags) }));
  program
    .command("history")
    .description("list all versions, newest first")
    .addOption(dataDirOption())
    .action((flags: Flags) => done({ kind: "history", options: optionsOf(flags) }));
  program
    .command("diff")
    .description("show what changed from one version to another")
    .argument("<A>", "a version", wholeNumber)
    .argument("<B>", "a version", wholeNumber)
    .addOption(dataDirOption())
    .action((before: number, after: number, flags: Flags) =>
      done({ kind: "diff", before, after, options: optionsOf(flags) }),
    );
};

const cancelScheduledOption = () =>
  new Option("--cancel-scheduled", "also cancel every activation that is still to come");

const addScheduleCommands = (program: Program, done: (command: Command) => void): void => {
  program.commandsGroup("Which version is active, with the running service:");
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
    .addOption(dataDirOption())
    .action((version: number, flags: Flags) =>
      done({ kind: "activate", version, options: optionsOf(flags) }),
    );
  program
    .command("rollback")
    .description("activate the version that was active before, and list what is scheduled to replace it")
    .argument("[VERSION]", "an earlier version; by default the one before", wholeNumber)
    .addOption(cancelScheduledOption())
    .addOption(noteOption())
    .addOption(dataDirOption())
    .action((version: number | undefined, flags: Flags) =>
      done({ kind: "rollback", version, options: optionsOf(flags) }),
    );
  program
    .command("schedule")
    .description("list activations: those to come, the active one, and those of the past")
    .addOption(dataDirOption())
    .action((flags: Flags) => done({ kind: "schedule", options: optionsOf(flags) }));
  program
    .command("cancel")
    .description("cancel an activation that is still to come")
    .argument("<ID>", "its id, as `schedule` lists it", wholeNumber)
    .addOption(dataDirOption())
    .action((activationId: number, flags: Flags) =>
      done({ kind: "cancel", activationId, options: optionsOf(flags) }),
    );
};

/** @throws UsageError */
export const parseCommand = (args: readonly string[], now: Date): ParsedArguments<Command> =>
  parseArguments<Command>((done) => {
    const program = newProgram("npm run rules --", "Check, simulate, publish and activate rulebooks.");
    addOfflineCommands(program, done);
    program.commandsGroup("With the running service:");
    addSimulate(program, done, now);
    addVersionCommands(program, done);
    addScheduleCommands(program, done);
    return program.addHelpText(
      "after",
      `
A change of the rules, from the version that is active (here 3) to the rollback:
  npm run rules -- check new.yaml
  npm run rules -- simulate new.yaml --since 30d
  npm run rules -- publish new.yaml --based-on 3 --note "why"
  npm run rules -- activate 4 --from 2026-12-01T00:00:00-03:00 --expected-active 3
  npm run rules -- schedule
  npm run rules -- rollback

Exit code: 0 done, 1 issues, 2 invalid command line, 3 no service.`,
    );
  }, args);
