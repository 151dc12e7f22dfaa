/** The options of `npm run rules`, which several commands share. */
import { type Command as CommandLine, Option } from "commander";
import { parseInstant } from "../../lib/domain/instant.ts";
import { valueBy } from "../terminal/arguments.ts";

/** Where the service is, as the command line says it. */
export type ServiceOptions = {
  readonly dataDir: string;
  readonly url?: string | undefined;
  readonly key?: string | undefined;
};

/** The values of options. */
export type Options = ServiceOptions & {
  readonly skus: readonly string[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly by: string | undefined;
  readonly client: string | undefined;
  readonly limit: number | undefined;
  readonly csv: string | undefined;
  /** List versions by id. */
  readonly lists: Readonly<Record<string, number>>;
  readonly order: string | undefined;
  readonly output: string | undefined;
  readonly kind: string | undefined;
  readonly version: number | undefined;
  readonly activate: boolean;
  readonly basedOn: number | undefined;
  readonly from: string | undefined;
  readonly expectedActive: number | undefined;
  readonly cancelScheduled: boolean;
  readonly note: string | undefined;
};

/** What a command line asks for. */
export type Command =
  | { readonly kind: "schema" }
  | {
      readonly kind: "import";
      readonly file: string;
      readonly table: string;
      readonly into: string | undefined;
      readonly skus: readonly string[];
    }
  | { readonly kind: "export"; readonly file: string; readonly table: string }
  | {
      readonly kind: "check" | "checkByService" | "publish" | "simulate";
      readonly file: string;
      readonly options: Options;
    }
  | {
      readonly kind: "explain";
      readonly file: string | undefined;
      readonly order: string | undefined;
      readonly options: Options;
    }
  | { readonly kind: "pull" | "usage"; readonly version: number | undefined; readonly options: Options }
  | { readonly kind: "listLists"; readonly options: Options }
  | {
      readonly kind: "showList" | "deleteList" | "listVersions";
      readonly listId: string;
      readonly options: Options;
    }
  | { readonly kind: "putList"; readonly listId: string; readonly file: string; readonly options: Options }
  | { readonly kind: "history" | "schedule"; readonly options: Options }
  | { readonly kind: "activate" | "approve"; readonly version: number; readonly options: Options }
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

export const wholeNumber = valueBy(
  (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
  "It must be a whole number.",
);

export const FILE = "YAML, or JSON when the name ends in .json";

export const skuOption = () =>
  new Option("--sku <sku...>", "a SKU to add to the starting catalogue; may be repeated");
const withDeployed = (command: CommandLine): CommandLine =>
  command
    .addOption(new Option("--url <url>", "a deployed service, such as https://api.example.com/prod"))
    .addOption(
      new Option("--key <key>", "its API key; DESPACHO_API_KEY keeps it out of the shell's history"),
    );

/** Adds the options that say which service is asked. */
export const withService = (command: CommandLine): CommandLine =>
  withDeployed(command).addOption(
    new Option(
      "--data-dir <dir>",
      "data directory of a running stack, which is asked unless --url or DESPACHO_API_URL names a service",
    ).default(".despacho"),
  );

/** Adds the options that say which service is asked, if any is. */
export const withOptionalService = (command: CommandLine): CommandLine =>
  withDeployed(command).addOption(
    new Option("--data-dir <dir>", "data directory of a running stack, which is asked then"),
  );

export const namesService = ({ url, dataDir }: Flags): boolean => url !== undefined || dataDir !== undefined;

/** The flags of a command as commander parses them. */
export type Flags = Partial<Omit<Options, "skus" | "lists">> & {
  readonly sku?: readonly string[];
  readonly list?: readonly (readonly [string, number])[];
};

export const optionsOf = ({ sku = [], list = [], ...flags }: Flags): Options => ({
  skus: sku,
  since: flags.since,
  until: flags.until,
  by: flags.by,
  client: flags.client,
  limit: flags.limit,
  csv: flags.csv,
  lists: Object.fromEntries(list),
  order: flags.order,
  output: flags.output,
  kind: flags.kind,
  version: flags.version,
  activate: flags.activate ?? false,
  basedOn: flags.basedOn,
  from: flags.from,
  expectedActive: flags.expectedActive,
  cancelScheduled: flags.cancelScheduled ?? false,
  note: flags.note,
  dataDir: flags.dataDir ?? ".despacho",
  url: flags.url,
  key: flags.key,
});

export const pastOption = (flags: string, description: string, now: Date) =>
  new Option(flags, description).argParser(
    valueBy((text) => parsePast(text, now), "It must be a duration such as 30d, or an instant with offset."),
  );
