/** The command line of `npm run demo`. */
import { resolve } from "node:path";
import { newProgram, type ParsedArguments, parseArguments, valueBy } from "../../cli/terminal/arguments.ts";

export type DemoCommand =
  | { readonly kind: "scenarios" }
  | {
      readonly kind: "shop";
      readonly orders: number;
      readonly port: number;
      readonly dataDir: string;
      readonly fresh: boolean;
    };

const DEFAULT_ORDERS = 20_000;
const MAX_ORDERS = 1_000_000;
const DEFAULT_PORT = 3000;
const DEFAULT_DATA_DIR = ".despacho-shop";
const MAX_PORT = 65_535;

type Flags = {
  readonly shop?: boolean;
  readonly orders?: number;
  readonly port?: number;
  readonly dataDir?: string;
  readonly fresh?: boolean;
};

const number = (min: number, max: number) =>
  valueBy((text) => {
    const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  }, `It must be a whole number from ${min} to ${max}.`);

const DESCRIPTION = `Posts one order of every kind to a stack of its own, shows what each led to, and leaves nothing behind.
With --shop it stays up, as npm start does, with a year of a shop: 60 rules, imported orders, agents, lists, and orders of today
with tasks in every state. The shop has a data directory of its own and is filled once; --fresh fills it again from nothing.`;

/** @throws UsageError */
export const demoOptions = (args: readonly string[]): ParsedArguments<DemoCommand> =>
  parseArguments<DemoCommand>((done) => {
    const program = newProgram("npm run demo --", DESCRIPTION);
    program
      .usage("[options]")
      .option("--shop", "stay up with a year of a shop; Ctrl-C ends it")
      .option("--orders <n>", `orders of the year (default ${DEFAULT_ORDERS})`, number(1, MAX_ORDERS))
      .option("--port <n>", `HTTP port of the shop's API (default ${DEFAULT_PORT})`, number(0, MAX_PORT))
      .option("--data-dir <dir>", `where the shop is kept (default ${DEFAULT_DATA_DIR})`)
      .option("--fresh", "fill the shop again from nothing")
      .action(({ shop, orders, port, dataDir, fresh = false }: Flags) => {
        if (shop === true)
          return done({
            kind: "shop",
            orders: orders ?? DEFAULT_ORDERS,
            port: port ?? DEFAULT_PORT,
            dataDir: resolve(dataDir ?? DEFAULT_DATA_DIR),
            fresh,
          });
        if (orders !== undefined || port !== undefined || dataDir !== undefined || fresh)
          program.error("error: the other options are those of --shop");
        return done({ kind: "scenarios" });
      });
    return program;
  }, args);
