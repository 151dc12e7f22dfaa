/** The command lines of pull, usage, simulate, explain and lists. */
import { type Command as Program, InvalidArgumentError, Option } from "commander";
import { LIST_KINDS } from "../../lib/domain/list.ts";
import { withExample } from "../terminal/arguments.ts";
import {
  type Command,
  FILE,
  type Flags,
  optionsOf,
  pastOption,
  skuOption,
  wholeNumber,
  withService,
} from "./options.ts";

type Done = (command: Command) => void;

const outputOption = () => new Option("-o, --output <file>", "write it to a file instead of the terminal");

const SINCE = "orders of the last 30d, 12h, 15m, or since an instant such as 2026-11-01T00:00:00-03:00";

export const addReadCommands = (program: Program, done: Done, now: Date): void => {
  withExample(
    withService(
      program
        .command("pull")
        .description("print the text of the active version, or of another, as it was saved")
        .argument("[VERSION]", "a version; by default the active one", wholeNumber)
        .addOption(outputOption()),
    ).action((version: number | undefined, flags: Flags) =>
      done({ kind: "pull", version, options: optionsOf(flags) }),
    ),
    "npm run rules -- pull -o new.yaml",
  );
  withExample(
    withService(
      program
        .command("usage")
        .description("show how often each rule was applied, and which never were")
        .argument("[VERSION]", "a version; by default the active one", wholeNumber)
        .addOption(pastOption("--since <time>", SINCE, now))
        .option("--client <id>", "one client's orders; by default all that the API key may see"),
    ).action((version: number | undefined, flags: Flags) =>
      done({ kind: "usage", version, options: optionsOf(flags) }),
    ),
    "npm run rules -- usage --since 30d",
  );
};

type ListVersion = readonly [string, number];

const addListVersion = (text: string, before: readonly ListVersion[] = []): readonly ListVersion[] => {
  const [, id, version] = /^([A-Za-z0-9][A-Za-z0-9_-]{0,63})=([1-9]\d{0,8})$/.exec(text) ?? [];
  if (id === undefined) throw new InvalidArgumentError("It must be a list and its version, such as vip=3.");
  return [...before, [id, Number(version)]];
};

export const addSimulate = (program: Program, done: Done, now: Date): void => {
  withExample(
    withService(
      program
        .command("simulate")
        .description("compare a rulebook with the active version on recorded orders; nothing is saved")
        .argument("<FILE|VERSION>", `${FILE}; or a saved version`)
        .addOption(pastOption("--since <time>", SINCE, now))
        .addOption(pastOption("--until <time>", "orders before that time", now))
        .addOption(
          new Option("--by <time>", "the time of an order that --since and --until mean").choices([
            "received",
            "paid",
          ]),
        )
        .option("--limit <n>", "the newest n orders", wholeNumber)
        .option("--client <id>", "one client's orders; by default all that the API key may see")
        .addOption(
          new Option(
            "--list <id=version>",
            "the version of a list that the rulebook sees; may be repeated",
          ).argParser(addListVersion),
        )
        .option("--csv <file>", "write every difference of every order to a file, one a row; - prints them"),
    ).action((file: string, flags: Flags) => done({ kind: "simulate", file, options: optionsOf(flags) })),
    "npm run rules -- simulate new.yaml --since 30d",
    "npm run rules -- simulate new.yaml --since 2026-11-01T00:00:00-03:00 --by paid --csv differences.csv",
    "npm run rules -- simulate 4 --list december-skus=8",
  );
};

const needsOrder = (order: string | undefined, { order: recorded }: Flags): boolean =>
  order === undefined && recorded === undefined;

export const addExplain = (program: Program, done: Done): void => {
  const explain = program
    .command("explain")
    .description("show what an order leads to, with reasons, and why other rules have no effect")
    .argument("[FILE]", `${FILE}; with --order, by default the version that the order was decided under`)
    .argument("[ORDER.json]", "an order as it is posted, or as GET /orders/{orderId} responds")
    .option("--order <id>", "a recorded order, which the service is asked for")
    .option("--client <id>", "the client of the recorded order, for keys that see several")
    .addOption(skuOption());
  withService(explain).action((file: string | undefined, order: string | undefined, flags: Flags) => {
    if (needsOrder(order, flags)) explain.error("missing required argument 'ORDER.json', or --order");
    done({ kind: "explain", file, order, options: optionsOf(flags) });
  });
  withExample(
    explain,
    "npm run rules -- explain new.yaml order.json",
    "npm run rules -- explain --order WEB-1001",
    "npm run rules -- explain new.yaml --order WEB-1001",
  );
};

export const addLists = (program: Program, done: Done): void => {
  const lists = program
    .command("lists")
    .description("show and change the lists that conditions look values up in");
  withService(
    lists.command("list", { isDefault: true }).description("every list, with its size and version"),
  ).action((flags: Flags) => done({ kind: "listLists", options: optionsOf(flags) }));
  withExample(
    withService(
      lists
        .command("show")
        .description("print the values of a list, one a line")
        .argument("<ID>", "a list")
        .option("--version <n>", "an earlier version", wholeNumber)
        .addOption(outputOption()),
    ).action((listId: string, flags: Flags) => done({ kind: "showList", listId, options: optionsOf(flags) })),
    "npm run rules -- lists show december-skus -o skus.csv",
  );
  withExample(
    withService(
      lists
        .command("put")
        .description("store the values of a file as the next version of a list")
        .argument("<ID>", "a list")
        .argument(
          "<FILE>",
          "one value a line, as spreadsheets save a column; or JSON when the name ends in .json",
        )
        .addOption(new Option("--kind <kind>", "of a new list").choices([...LIST_KINDS])),
    ).action((listId: string, file: string, flags: Flags) =>
      done({ kind: "putList", listId, file, options: optionsOf(flags) }),
    ),
    "npm run rules -- lists put december-skus skus.csv --kind sku",
  );
  withExample(
    withService(
      lists
        .command("delete")
        .description("delete a list that no rulebook in force uses")
        .argument("<ID>", "a list"),
    ).action((listId: string, flags: Flags) =>
      done({ kind: "deleteList", listId, options: optionsOf(flags) }),
    ),
    "npm run rules -- lists delete december-skus",
  );
  withExample(
    withService(
      lists.command("versions").description("who changed a list, and when").argument("<ID>", "a list"),
    ).action((listId: string, flags: Flags) =>
      done({ kind: "listVersions", listId, options: optionsOf(flags) }),
    ),
    "npm run rules -- lists versions december-skus",
  );
  withExample(
    lists,
    "npm run rules -- lists",
    "npm run rules -- lists put december-skus skus.csv --kind sku",
  );
};
