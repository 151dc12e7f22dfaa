/** The command line of `npm run rules`. */
import { type Command as Program, Option } from "commander";
import { parseInstant } from "../../lib/domain/instant.ts";
import { newProgram, type ParsedArguments, parseArguments, valueBy } from "../terminal/arguments.ts";

/** 0 done, 1 issues in what was given, 2 an invalid command line, 3 no service. */
export const EXIT = { ok: 0, issues: 1, usage: 2, serviceUnavailable: 3 } as const;

export type Options = {
  readonly skus: readonly string[];
  readonly since: string | undefined;
  readonly limit: number | undefined;
  readonly activate: boolean;
  readonly dataDir: string;
};

export type Command =
  | { readonly kind: "schema" }
  | { readonly kind: "check" | "publish" | "simulate"; readonly file: string; readonly options: Options }
  | { readonly kind: "explain"; readonly file: string; readonly order: string; readonly options: Options }
  | { readonly kind: "history"; readonly options: Options }
  | { readonly kind: "diff"; readonly before: number; readonly after: number; readonly options: Options };

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An instant as RFC 3339, from a duration before now or from an instant; undefined for other text. */
export const parseSince = (text: string, now: Date): string | undefined => {
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

type Flags = {
  readonly sku?: readonly string[];
  readonly since?: string;
  readonly limit?: number;
  readonly activate?: boolean;
  readonly dataDir?: string;
};

const optionsOf = ({ sku = [], since, limit, activate = false, dataDir = ".despacho" }: Flags): Options => ({
  skus: sku,
  since,
  limit,
  activate,
  dataDir,
});

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

const addApiCommands = (program: Program, done: (command: Command) => void, now: Date): void => {
  program.commandsGroup("With the running service:");
  program
    .command("publish")
    .description("save a new version")
    .argument("<FILE>", FILE)
    .option("--activate", "activate the new version")
    .addOption(dataDirOption())
    .action((file: string, flags: Flags) => done({ kind: "publish", file, options: optionsOf(flags) }));
  program
    .command("simulate")
    .description("save a draft and compare it with the active version on recorded orders")
    .argument("<FILE>", FILE)
    .option(
      "--since <time>",
      "orders of the last 30d, 12h, 15m, or since an instant such as 2026-11-01T00:00:00-03:00",
      valueBy(
        (text) => parseSince(text, now),
        "It must be a duration such as 30d, or an instant with offset.",
      ),
    )
    .option("--limit <n>", "the newest n orders", wholeNumber)
    .addOption(dataDirOption())
    .action((file: string, flags: Flags) => done({ kind: "simulate", file, options: optionsOf(flags) }));
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

/** @throws UsageError */
export const parseCommand = (args: readonly string[], now: Date): ParsedArguments<Command> =>
  parseArguments<Command>((done) => {
    const program = newProgram("npm run rules --", "Check, simulate and publish rulebooks in files.");
    addOfflineCommands(program, done);
    addApiCommands(program, done, now);
    return program.addHelpText(
      "after",
      "\nExit code: 0 done, 1 issues, 2 invalid command line, 3 no service.",
    );
  }, args);
