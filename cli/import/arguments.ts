/** The command line of `npm run import`. */
import { resolve } from "node:path";
import { newProgram, type ParsedArguments, parseArguments } from "../terminal/arguments.ts";

export type ImportCommand = {
  readonly file: string;
  /** The client that the orders belong to. */
  readonly client: string | undefined;
  /** Where the refused lines are listed. */
  readonly refused: string;
  readonly dataDir: string | undefined;
};

type Flags = { readonly client?: string; readonly refused?: string; readonly dataDir?: string };

const DESCRIPTION = `Import orders of the past, one JSON object a line in the format of POST /orders, oldest first.
They get the status imported and no tasks. Simulations, history and explanations use them.
Orders that are there already are skipped, so an interrupted import is repeated by the same command.`;

/** @throws UsageError */
export const importArguments = (args: readonly string[]): ParsedArguments<ImportCommand> =>
  parseArguments<ImportCommand>((done) => {
    const program = newProgram("npm run import --", DESCRIPTION);
    program
      .argument("<FILE>", "orders as newline-delimited JSON")
      .option("--client <name>", "the client that the orders belong to; needed when there are several")
      .option("--refused <file>", "where refused lines are listed; by default FILE.refused.ndjson")
      .option("--data-dir <dir>", "data directory of a running stack")
      .action((file: string, { client, refused = `${file}.refused.ndjson`, dataDir }: Flags) => {
        const directory = dataDir === undefined ? undefined : resolve(dataDir);
        done({ file, client, refused, dataDir: directory });
      });
    return program;
  }, args);
